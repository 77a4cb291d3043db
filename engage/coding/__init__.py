"""Themes: a codebook for each engagement, and which themes each published comment is about."""
