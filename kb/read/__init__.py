"""Paths go in, extractions with known names come out, or a run of the knowledge base."""
