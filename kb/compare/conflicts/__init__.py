"""What contradicts: numbers of one thing that cannot all be right, and what explains it."""
