"""The job table: work that is written with its cause and done by a worker, once in effect."""
