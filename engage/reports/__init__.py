"""The final report: one anonymized value built from frozen data, then rendered and searched."""
