"""Mail that leaves: what is owed to whom, written when it is sent, and what became of it."""
