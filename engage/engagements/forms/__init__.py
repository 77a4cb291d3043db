"""Forms of the staff: shape only. What an engagement needs before it is public, gates decide."""
