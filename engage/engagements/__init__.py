"""Engagements and topics: written as revisions, published through gates, open by the clock."""
