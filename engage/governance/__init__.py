"""What must be true before something is published, the one gate that all sending passes, and the
corporate policies."""
