"""FLOOR 1: PDF bytes in, claims out. Knows no database, no terminal and no network; never imports `kb`."""
