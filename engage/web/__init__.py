"""The edge of the web: one transaction a request, access, errors, headers, theme."""
