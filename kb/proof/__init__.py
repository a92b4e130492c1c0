"""A claim or a page goes in, the picture of its place comes out; claims are held against their PDFs again."""
