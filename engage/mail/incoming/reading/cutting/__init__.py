"""What an author wrote, apart from what was quoted, forwarded, or stands in a signature. Pure."""
