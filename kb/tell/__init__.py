"""Rows go in, what a person looks at comes out: tables, digests, workbooks."""
