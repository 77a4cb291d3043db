"""Feeds, calendars, interfaces and cards: public content for other sites and programs."""
