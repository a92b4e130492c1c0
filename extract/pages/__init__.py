"""Bytes in, lines and blocks out: everything that knows PDF and the geometry of a page, and nothing of finance."""
