"""The staff's first page: what waits for whom, across features. It never writes."""
