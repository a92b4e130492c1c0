"""What is expected: the numbers of all brokers for one thing, on one day."""
