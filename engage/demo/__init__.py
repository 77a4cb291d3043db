"""A sample installation for looking around: engagements, comments, decisions, sign-ins."""
