"""Pictures and documents that public pages show, each with who owns it and why we may show it."""
