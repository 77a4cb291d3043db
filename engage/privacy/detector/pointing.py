"""Sentences that point at somebody else by a number alone: 'The threats came from 198.51.100.4'.

No name and no pronoun stands beside it, and yet it is not the author's: a house that is complained
of, a computer that sent threats. The other way round 'ICBC sold me plate …' is the author's.
"""

import re
from typing import Final

from engage.privacy.detector.flags import FlagKind, Whose

_SENT: Final = re.compile(
    r"(?:^|[.!?;:\n]\s{0,2})(?!my\b|our posts\b|our comments\b|i\b|we\b|i'm\b|i've\b)[^.!?\n]{0,90}"
    r"\b(?:threats?|insults?|spam|abuse|attacks?|hack\w*|harass\w*|slurs?|trolls?|bots?|defac\w+|"
    r"vandal\w+|messages?|e-?mails?|comments?|posts?|logins?|votes?|reviews?|pictures?|photos?|notes?|letters?|virus|malware|requests?|traffic|it|"
    r"they|everything|he|she|account|whoever|someone|somebody)\b[^.!?\n]{0,60}"
    r"\b(?:came|come|comes|coming|originat\w+|sent|posted|traced|did it|done|written|logged in|"
    r"goes back|went back|leads?|led|from)(?: back)?(?: in)?(?: (?:to|from|by|at|of))? $",
    re.IGNORECASE,
)
_CALLED: Final = re.compile(
    r"\b(?:threat\w*|insult\w*|spam|abusive|harass\w*|obscene|scam\w*|nuisance|creepy|crank|hang-?up|"
    r"prank|threatening|fake|phishing|racist|vile)\b[^.!?\n]{0,60}\b(?:came|come|comes|coming|are|is|"
    r"was|were|sent)(?: \w+){0,2} (?:from|by) $",
    re.IGNORECASE,
)
_HOUSES: Final = (
    r"(?:house|place|property|address|building|yard|lot|unit|home|one|rental|airbnb|suite|farm|"
    r"cabin|dump|mess|eyesore|worst|problem|culprit|offender|grow ?-?op)"
)
_MEANT: Final = re.compile(
    rf"\b(?:the|that|this) (?:\w+ ){{0,2}}{_HOUSES} (?:that )?(?:(?:i|we|i'm|we're|i am|we are|"
    r"everyone|everybody)(?: all)? (?:mean|means|talk\w*|complain\w*|refer\w*|speak\w*|writ\w+|"
    r"report\w*|describ\w*|call\w*|know|knows)(?: about| to| of| in)?|in question|next door|"
    r"across the (?:street|road|way)|behind us|beside us|to look at|you want|"
    r"you should (?:see|visit|check|inspect))? ?(?:is|was|:|,)(?: at| on)? ?$",
    re.IGNORECASE,
)
_IT_IS: Final = re.compile(
    r"(?:^|[.!?\n]\s{0,2})(?:it's|it is|that's|the address is|address:|that would be) $",
    re.IGNORECASE,
)
_LOOK_AT: Final = re.compile(
    r"\b(?:look(?: hard| closely)? at|check(?: out)?|visit|inspect|go see|come see|"
    r"drive (?:by|past)|walk (?:by|past)|raid|watch|"
    r"(?:someone|somebody|an inspector|bylaw) (?:to|at)) $",
    re.IGNORECASE,
)
_TROUBLE: Final = re.compile(
    r"\b(?:dogs?|pit ?bulls?|music|garbage|part(?:y|ies)|rats|permits?|noise|trash|fires?|bylaw|"
    r"needles|airbnb|dealers?|dump\w*|sewage|derelict|boarded|junk|wrecks?|rooster|smoke|burn\w*|"
    r"drugs?|grow[- ]?op|squat\w*|illegal\w*|licences?|no fence|cars on blocks|weeds)\b",
    re.IGNORECASE,
)
_MINE: Final = re.compile(
    r"\b(?:my (?:house|home|place)|i live|we live|i'm at|i own)\b", re.IGNORECASE
)
_GIVEN_ME: Final = re.compile(
    r"\b(?:sold|gave|issued|assigned|sent|mailed|handed|given|renewed|charged|billed|fined)"
    r" (?:me|us)\b[^.!?\n]{0,25}$",
    re.IGNORECASE,
)
_THE_CAR: Final = re.compile(
    r"(?:^|[.!?\n]\s{0,2})(?:the|that|a|this|some|same) (?:\w+ ){0,2}(?:car|truck|van|pickup|suv|"
    r"jeep|bus|trailer|motorhome|rv|boat|bike|motorcycle|minivan|sedan|wagon)\b"
    r"(?! (?:i|we)\b| that (?:i|we)\b)[^.!?\n]{0,90}$",
    re.IGNORECASE,
)
_DRIVEN_BY_ME: Final = re.compile(
    r"\b(?:i|we) (?:drive|drove|own|bought|have|lease|sold)\b|\bmy (?:own )?(?:car|truck|van)\b",
    re.IGNORECASE,
)
_REACH: Final = 160


def owner_by_story(text: str, kind: FlagKind, start: int, end: int) -> Whose | None:
    """What the sentence tells of a number beyond its pronouns; None where it tells nothing."""
    before = text[max(0, start - _REACH) : start]
    if kind is FlagKind.LICENCE_PLATE and _GIVEN_ME.search(before):
        return Whose.SELF
    if kind is FlagKind.LICENCE_PLATE and _THE_CAR.search(before):
        return None if _DRIVEN_BY_ME.search(before + text[end : end + 60]) else Whose.THIRD
    is_line = kind in (FlagKind.PHONE, FlagKind.EMAIL) and _CALLED.search(before) is not None
    if is_line or (kind is FlagKind.IP and _SENT.search(before)):
        return Whose.THIRD
    if kind is not FlagKind.STREET_ADDRESS or _MINE.search(before):
        return None
    behind = text[end : end + _REACH]
    if _MEANT.search(before):
        return Whose.THIRD
    if _LOOK_AT.search(before) and _TROUBLE.search(behind):
        return Whose.THIRD
    is_trouble = _TROUBLE.search(behind) is not None and _MINE.search(behind) is None
    return Whose.THIRD if _IT_IS.search(before) and is_trouble else None
