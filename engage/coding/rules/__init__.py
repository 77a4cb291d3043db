"""What a theme may be called, when a comment is settled, how far two coders agree. Pure."""
