"""Use cases of replies: write, check, publish, correct, withdraw; ask and release; own and answer
questions; hand on; say who speaks on what.
"""

from engage.replies.service.approving import approve_reply
from engage.replies.service.asking import ask_privacy_officer, give_verdict, take_back
from engage.replies.service.checking import concerns_of
from engage.replies.service.publishing import publish_reply, withdraw_reply
from engage.replies.service.questions import drop_question, mark_question
from engage.replies.service.reach import refuse_unless_answerable, speaks_on
from engage.replies.service.referring import refer_comment, take_referral_back
from engage.replies.service.speakers import assign_speakers, name_team
from engage.replies.service.writing import save_reply

__all__ = [
    "approve_reply",
    "ask_privacy_officer",
    "assign_speakers",
    "concerns_of",
    "drop_question",
    "give_verdict",
    "mark_question",
    "name_team",
    "publish_reply",
    "refer_comment",
    "refuse_unless_answerable",
    "save_reply",
    "speaks_on",
    "take_back",
    "take_referral_back",
    "withdraw_reply",
]
