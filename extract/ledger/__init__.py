"""Every numeral of every page in exactly one line: claimed, named for what it is, or shown as unclaimed."""
