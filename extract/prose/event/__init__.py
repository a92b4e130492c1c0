"""Sentences in, dated happenings out: who did what, when."""
