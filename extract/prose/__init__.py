"""Sentences in, claims out: who, what, how much, when, says who; and what happened."""
