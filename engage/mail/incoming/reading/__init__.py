"""From the bytes of a message, whoever made them, to a `Message`: bounded in time and memory."""
