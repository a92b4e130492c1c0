"""Reads "143.77 亿元", "近 500 亿", "10-15%" in, `Quantity` out, and back. The door is `grammar`."""
