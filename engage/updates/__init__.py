"""Updates: what an engagement's team tells its readers while it goes on, dated, newest first."""
