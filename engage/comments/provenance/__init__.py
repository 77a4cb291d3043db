"""Through whose hands a comment came that its author did not send here themselves (R32, R44): who
keyed it in, and where a post was found. For staff; nothing of it is ever public."""
