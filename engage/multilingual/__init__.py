"""What staff wrote, in the languages that people read: translations of an engagement (R7, R75)."""
