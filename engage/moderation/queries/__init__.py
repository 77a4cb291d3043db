"""What moderators ask, by subject: comments, decisions, tallies."""
