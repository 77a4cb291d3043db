"""What is kept of an engagement for good: the records package (R43)."""
