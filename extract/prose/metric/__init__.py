"""A number in its sentence in, the metric and the measure it is said of out, filed as an analyst files it."""
