"""The append-only, hash-chained record of who did what (R76), and its verifier."""
