"""Registers: where the province engages elsewhere, and with which tools (R2, R3)."""
