"""The planning record: what is written, answered and assessed before an engagement may open.

`rules` says what a complete record is, `service` saves it and records what officers found. The
gates ask through `engagements.readiness`.
"""
