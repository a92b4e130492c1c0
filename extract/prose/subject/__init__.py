"""A number in its sentence in, whom it is about out, with what speaks for and against it."""
