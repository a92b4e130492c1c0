"""A number in its sentence in, when it is of out, and whether that has happened."""
