"""Words by which a writer speaks of a letter that others send, and against it: data, folded."""

import re
from typing import Final

_LETTER_LIST: Final = """
form letter; form letters; form email; form emails; form response; form comment; template;
templates; this letter says; the letter says; that letter says; letter that says; letter claims;
letter argues; letter going around; letter that is going around; letter circulating; letters
circulating; email going around; emails going around; email circulating; text going around;
going around; being circulated; being passed around; circulated by; chain letter; chain email;
copy and paste; copy and pasted; copied and pasted; copy paste; copy pasted; pasted letter;
canned letter; canned message; canned email; mass mailing; mass email; mailing campaign;
hundreds of these; hundreds of letters like; thousands of these; posting this; post this; send
this; sending this; sending you this; forwarded this; shared this; letter campaign; letter
writing campaign; email campaign; these campaigners; the campaigners; campaign letter; campaign
text; campaign email; sent me this; sent me a letter; asked me to sign; asked me to send; asked
me to copy; asked to sign; told to send; told me to send; wanted me to send; want me to send;
want me to sign; people are sending; others are sending; neighbours are sending; everyone is
sending; letter writers; the petition; this petition; the flyer; the leaflet; the letter; that
letter; lettre type; lettre circulaire; modele de lettre; cette lettre; la lettre
"""

_AGAINST_LIST: Final = """
disagree; disagrees; whoever wrote; never worked; do not agree; dont agree; cannot agree; cant
agree; can not agree; not agree; nonsense; rubbish; baloney; untrue; not true; false; simply
wrong; is wrong; are wrong; wrong about; wrong on; plain wrong; misleading; mislead;
misinformed; misinformation; fear mongering; fearmongering; scaremongering; exaggerated;
exaggerates; exaggeration; overblown; hysterical; do not believe; dont believe; not believe; not
convinced; unconvinced; do not buy; dont buy; not my view; not what i think; do not speak for
me; does not speak for me; doesnt speak for me; not speak for me; not in my name; on the
contrary; quite the opposite; opposite view; refuse to sign; will not sign; wont sign; would not
sign; did not sign; will not send; wont send; did not send; refuse to send; refuse to copy;
could not be more wrong; take issue; object to this; ignore these; ignore those; ignore this;
ignore the; ignores; leaves out; fails to mention; forgets; ridiculous; silly; absurd; ill
informed; one sided; not the whole story; doesnt hold; not hold up; beg to differ; think
otherwise; see it differently; have a different view; with respect no; no thanks; not so fast; i
doubt; not support this letter; against this letter; do not share; dont share; not share; pas d
accord; en desaccord; faux; fausse; au contraire; n est pas vrai; trompeur; trompeuse
"""


def _any_of(listed: str) -> re.Pattern[str]:
    phrases = (" ".join(phrase.split()) for phrase in listed.split(";"))
    return re.compile(rf" (?:{'|'.join(phrases)}) ")


NAMING_A_LETTER: Final = _any_of(_LETTER_LIST)
ARGUING: Final = _any_of(_AGAINST_LIST)
"""Against something, no matter what: it counts only beside words that name a letter."""

AGAINST_THIS: Final = re.compile(
    r" (?:disagree|take issue|do not agree|dont agree|cannot agree|cant agree) with"
    r" (?:almost |nearly |just about )?"
    r"(?:every|all|most|each|any|th(?:is|at|e) letter|the above|the text|what (?:it|they)"
    r"|these (?:claims|people|words|letters)|this (?:text|claim|form|message|petition|statement))"
    r"| (?:could|can) ?not disagree more | couldnt disagree more "
    r"| (?:refuse|refused|will not|wont|would not|wouldnt|declined?|did not|didnt|not going)"
    r" (?:to )?(?:sign|send|copy|forward) (?:it|this|that|them|these) "
    r"| (?:does not|doesnt|do not|dont) speak for (?:me|us) "
    r"| whoever wrote (?:this|that|it|these) "
    r"| (?:the people|those|the ones) who wrote (?:this|that|the) (?:form )?"
    r"(?:letter|email|text|message|petition|template) "
    r"| (?:this|that|the) (?:form )?(?:letter|email|template|text) (?:is|gets|has|leaves|ignores) "
    r"(?:\w+ ){0,3}(?:wrong|nonsense|rubbish|false|misleading|backwards|out) "
    r"| (?:that|this|it|which|all of this|all of it) is "
    r"(?:all |just |pure |plain |simply |complete )?"
    r"(?:nonsense|rubbish|baloney|hogwash|untrue|not true|false|fear ?mongering) "
)
"""Said of a text that stands beside: enough alone."""
