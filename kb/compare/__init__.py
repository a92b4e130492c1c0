"""Claims side by side: over time and between brokers. docs/method.md has the rules."""
