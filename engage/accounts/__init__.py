"""Staff: who they are, which roles they hold where, how they sign in, how long that lasts."""
