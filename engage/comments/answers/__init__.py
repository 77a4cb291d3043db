"""What people chose where a topic asks structured questions beside the free comment.

Options and numbers lie here, a row for each. Words that somebody typed as a short answer stand in
the comment's one text, so that the detector, moderators, redaction, search and publication treat
them like any text of a person.
"""
