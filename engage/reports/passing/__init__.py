"""Names that the leak gate lets pass: a second person agreed that they name nobody (R85)."""
