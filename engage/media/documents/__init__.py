"""Documents (PDF) that an engagement's page offers: cleaned, checked for tags, with rights."""
