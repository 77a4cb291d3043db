"""What published comments speak of: a codebook for each engagement, and who coded what."""
