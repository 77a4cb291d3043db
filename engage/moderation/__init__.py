"""The moderators' work: the queue, decisions with their reasons, and the import of comments."""
