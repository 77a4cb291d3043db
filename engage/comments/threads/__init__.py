"""Replies of citizens to a comment, one level deep: where a reply stands, and what a thread shows.

A reply is a comment like any other: it is received, read by moderators, published, corrected and
withdrawn the same way. Only its place differs.
"""
