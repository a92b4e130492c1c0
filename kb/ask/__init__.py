"""Questions go in, rows come out, the same rows in the same order every time."""
