"""Public pages that read from many features, and the cache of what was rendered. Never writes."""
