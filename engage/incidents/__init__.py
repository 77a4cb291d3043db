"""Incidents: threats, spam attacks and privacy breaches, whom to tell, and what was done when."""
