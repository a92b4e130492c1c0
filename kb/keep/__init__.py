"""Extractions and judgements go in and stay, each in one transaction; the only room that speaks to SQLite."""
