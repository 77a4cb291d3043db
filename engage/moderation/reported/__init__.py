"""Reports of published comments by readers, the person named included (R90)."""
