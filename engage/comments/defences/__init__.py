"""Defences of the public forms against floods and spam, without any third party (R82).

None of them refuses a person: what they notice are *signals*, stored with the comment, by which the
intake sorts it into the part of the queue where a moderator looks for spam. Only somebody who sends
far more than people do is asked to come back later, with the text kept.
"""
