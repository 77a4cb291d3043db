"""Suggestions worked out from texts: local, the same data giving the same result. They know no
database; what counts is what a person takes over."""
