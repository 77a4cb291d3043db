"""Files that came with a comment, and what was cut from its mail: held for moderators, encrypted,
never published, never sent anywhere."""
