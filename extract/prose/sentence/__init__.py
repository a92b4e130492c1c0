"""A block of text in, what stands in its sentences out: mentions, groups of numbers with their leads, and what was said so far."""
