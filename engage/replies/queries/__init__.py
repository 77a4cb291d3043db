"""Questions about replies, each named for what it asks."""
