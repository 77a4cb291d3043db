"""What is asked about mail that came in."""
