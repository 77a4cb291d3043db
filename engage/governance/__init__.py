"""What must be true before something is published, and the one gate that all sending passes."""
