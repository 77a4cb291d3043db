"""In step with the corporate WordPress: posts and approved comments go out from here."""
