"""Jinja digests and pages, as data. A user's folder may override any of them by the same name."""
