"""Comments: how they come in, what their author may still do, and how they change state."""
