"""Use cases of themes: the codebook, coding, settling disagreements, suggestions."""
