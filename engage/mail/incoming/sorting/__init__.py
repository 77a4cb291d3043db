"""Says what a message is that came in, and what it asks for: no comment, a withdrawal, a code."""
