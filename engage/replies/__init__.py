"""Official replies under comments, questions with their owners, and who may speak on what."""
