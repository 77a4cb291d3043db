"""Of whom a whole sentence speaks: the author, or somebody else.

'The landlord only answers at 604-555-0121' speaks of the landlord, though no 'his' stands before
the number; 'The man who filmed our kids posts at …' speaks of the man, though 'our' stands nearer.
"""

import re
from itertools import pairwise
from typing import Final

from engage.privacy.cues import is_relative, is_role
from engage.privacy.detector.flags import FlagKind
from engage.privacy.words import read_words

# fmt: off
MINE: Final = frozenset((
    "i", "i'm", "i've", "i'd", "i'll", "im", "me", "my", "mine", "myself", "we", "we're", "us",
    "our", "ours", "we've", "je", "j'ai", "mon", "ma", "mes", "moi", "nous", "notre",
))
THEIRS: Final = frozenset((
    "he", "he's", "she", "she's", "his", "her", "hers", "him", "they", "their", "them", "he'd",
    "she'd", "il", "elle", "lui", "sien", "them's", "dude", "lady", "guy", "woman", "man", "kid",
    "somebody", "someone", "fellow", "girl", "boy", "gal", "gentleman", "neighbours", "they're",
    "they've", "they'll", "he'll", "she'll", "whoever", "whoever's", "idiot", "jerk", "clown",
    "moron", "maniac", "driver", "thief", "crook", "scammer", "squatters", "creep", "owner",
    "volunteer", "folks", "dealer", "dealers", "bully", "stalker", "theirs", "bloke", "couple",
))
_PEOPLE: Final = frozenset((
    "family", "families", "household", "inmate", "tenants", "renters", "people", "person", "kids",
    "children", "landlords", "residents", "owners", "user", "caller", "texter", "poster", "troll",
    "scam", "flyer", "ad", "listing", "nobody", "anyone", "contractor", "company's", "those",
))
_PAPERS: Final = frozenset((
    "cell", "number", "phone", "email", "e-mail", "address", "place", "home", "house", "file",
    "claim", "case", "mobile", "plate", "truck", "car", "page", "profile", "account", "handle",
    "at", "on", "landline", "card", "unit", "apartment", "property", "ip", "dispute", "appeal",
    "full",
))
# fmt: on
_LOOKING: Final = frozenset(
    (
        "visit",
        "check",
        "look",
        "inspect",
        "watch",
        "raid",
        "drive",
        "see",
        "investigate",
    )
)  # fmt: skip
_END: Final = re.compile(r"[.!?](?=\s)|\n")
_SHORTENED: Final = re.compile(r"\b(?:st|ave|rd|dr|mr|mrs|ms|no|apt|blvd|cres)\.$", re.IGNORECASE)
_MAILED: Final = re.compile(
    r"^\W*(?:please )?(?:mail|send|post|write|reply|deliver|ship|contact|text|call|phone|e-?mail)"
    r"(?: (?:it|me|us|the|your|any|to|back|at|replies|answers|"
    r"a (?:letter|copy|reply|paper|note)))*\W*$",
    re.IGNORECASE,
)
# 'Somebody please pick up the phone': nobody in particular.
_ANYBODY: Final = re.compile(
    r"\b(?:somebody|someone|anybody|anyone|will somebody|can someone) (?:please|pls|pick|call|"
    r"phone|text|email|e-mail|answer|help|contact|reach|tell|fix|write|get|reply|ring)\b",
    re.IGNORECASE,
)
_KINDS: Final = frozenset((
    FlagKind.PHONE, FlagKind.EMAIL, FlagKind.CASE_NUMBER, FlagKind.URL_PROFILE, FlagKind.IP,
    FlagKind.LICENCE_PLATE, FlagKind.STREET_ADDRESS, FlagKind.POSTAL_CODE,
))  # fmt: skip
_REACH: Final = 240


def speaks_of_another(text: str, kind: FlagKind, start: int, end: int) -> bool:
    """Whether the sentence around this stretch has somebody else as its subject."""
    if kind not in _KINDS:
        return False
    before, after = _around(text, start, end)
    if _MAILED.match(before):
        return False
    lows = [word.low for word in read_words(_ANYBODY.sub("", before)).items]
    behind = [word.low for word in read_words(after).items]
    if _claims(lows[-4:], behind[:4]) or _begins_with_own_post(before, lows):
        return False
    first = next((low for low in lows if low in MINE or is_somebody(low)), None)
    if first is not None and first not in MINE:
        return True
    if kind is FlagKind.STREET_ADDRESS:
        return _is_told_of_a_house(lows, behind)
    return False


def _begins_with_own_post(before: str, lows: list[str]) -> bool:
    """'Retired teacher, happy to tutor, nobody returns my messages': the author's own post."""
    post = next((n for n in range(min(2, len(lows))) if is_role(lows[n])), None)
    if post is None or MINE.isdisjoint(lows):
        return False
    is_bare = lows[0] not in ("the", "a", "my", "our", "his", "her", "this", "that")
    return is_bare and re.match(rf"\W*(?:[\w'-]+ ){{{post}}}[\w'-]+,", before) is not None


def is_somebody(low: str) -> bool:
    return low in THEIRS or low in _PEOPLE or is_role(low) or is_relative(low)


def _claims(before: list[str], after: list[str]) -> bool:
    """'reach me at', 'my cell is', 'is mine', 'for my notes'."""
    owned = any(word in MINE and then in _PAPERS for word, then in pairwise([*before, "at"]))
    return owned or not {"me", "us", "mine"}.isdisjoint([*before, *after])


def _is_told_of_a_house(before: list[str], after: list[str]) -> bool:
    """'Sewage runs from 455 Ridge Road straight into the lake': a sentence without 'I' or 'my'."""
    told = [*before, *after]
    if "i" in after and not MINE.intersection(before):
        return len(before) > 0
    least = 2 if _LOOKING.intersection(before) else 3
    return len(told) > least and not MINE.intersection(told)


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    floor = max(0, start - _REACH)
    begin = floor
    for stop in _END.finditer(text, floor, start):
        if not _SHORTENED.search(text[max(0, stop.end() - 6) : stop.end()]):
            begin = stop.end()
    until = min(len(text), end + _REACH // 2)
    close = _END.search(text, end, until)
    if (
        close
        and close.start() == end
        and text[end : end + 1] == "."
        and _SHORTENED.search(text[max(0, end - 5) : end + 1])
    ):
        close = _END.search(text, end + 1, until)
    return text[begin:start], text[end : close.start() if close else until]
