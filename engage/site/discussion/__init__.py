"""The discussion of a topic as its readers see it: comments, and what people and teams replied."""
