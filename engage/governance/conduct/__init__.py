"""How staff conduct themselves where they decide: conflicts of interest that keep a person off a
topic, and approvals that stand for a while (R9, R11, R51)."""
