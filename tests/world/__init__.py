"""A scripted world: invented brokers write about companies for twelve weeks, and what happened is known beforehand."""
