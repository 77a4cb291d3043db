"""Approvals: who has to agree before something becomes public, bound to the exact content.

A feature above hands over a `Subject` (what it is, hashes of its parts, who wrote it) and asks
where it stands; nothing here knows what an engagement is, so that other things can be approved the
same way.
"""
