"""What every feature stands on: settings, clock, database, transaction, errors, keys, words."""
