"""Mail that citizens send: fetched, read, sorted, and made a waiting comment or filed apart."""
