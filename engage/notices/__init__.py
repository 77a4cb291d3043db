"""Collection notices: templates on disk, versions per engagement (FOIPPA s. 27(2), R23, R24)."""
