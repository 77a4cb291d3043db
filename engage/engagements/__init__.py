"""Engagements and their topics: written as revisions, published through gates, open by the clock."""
