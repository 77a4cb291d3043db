"""People who are made up for the sake of an argument: 'Imagine a woman called Sarah', 'John Doe'.

A name behind such an opening is nobody's, here and wherever the text takes it up again. 'Imagine
how my neighbour Sarah felt' speaks of somebody: a word that owns ('my', 'our') ends the game.
"""

import re
from typing import Final

from engage.privacy.words import Words

_REACH: Final = 12
_OPENS: Final = re.compile(
    r"\b(?:imagine|picture|suppose|supposing|pretend|hypothetical|hypothetically|"
    r"let's (?:say|call|name|take|invent)|lets (?:say|call)|let us (?:say|call|take)|"
    r"say (?:a|an|that|your|there)|(?:for|in) (?:the sake of|an) (?:argument|example)|"
    r"(?:we'll|i'll|we will|i will|let me|you could|you might|we could) call|"
    r"(?:typical|fictional|made-up|imaginary|fictitious)|"
    r"(?:scenario|persona|storyboard|vignette)s?|"
    r"(?:your|the|that|this|a)(?: \w+)? (?:brochure|poster|video|commercial|drawing|rendering|"
    r"pamphlet|leaflet|cartoon|animation|infographic)|"
    r"imaginez|supposons|disons|prenons)\b|"
    r"(?:^|[,.;:(\u2013\u2014-]\s?)call (?:him|her|them|this person|it)\b",
    re.IGNORECASE,
)
_OWNED: Final = re.compile(
    r"\b(?:my|our|how|what|when|why|of|mon|ma|notre|should|to say|sent me|showed? me)\b",
    re.IGNORECASE,
)
_STOP: Final = re.compile(r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.!?]\s|\n")
# 'Say Grandma Smith falls in the shower', 'Take Joe Renter, who …'.
_SAY: Final = re.compile(
    r"(?:^|[.!?:\n]\s{0,2}|\b(?:now|so|but|okay|ok),? )(?:say|suppose|picture|imagine)"
    r"(?: (?:old|little|young|poor|your|some|grandma|grandpa|granny|grandmother|grandfather|nana|"
    r"auntie|aunt|uncle|cousin|mrs?\.?|ms\.?|miss|dr\.?|farmer|nurse|baby|elder)){0,3} $",
    re.IGNORECASE,
)
_NOW: Final = re.compile(r"(?<!s)(?<!wa)(?<!ha)s$|^(?:has|is|can't|doesn't|wants)$")
_TYPES: Final = frozenset((
    "renter", "taxpayer", "worker", "homeowner", "commuter", "driver", "citizen", "voter", "farmer",
    "student", "senior", "consumer", "landlord", "developer", "lunchbucket", "everyman", "cyclist",
))  # fmt: skip
# fmt: off
_MAY_OPEN: Final = frozenset((
    "imagine", "picture", "suppose", "supposing", "pretend", "hypothetical", "hypothetically",
    "let's", "lets", "let", "say", "argument", "example", "call", "typical", "fictional",
    "made-up", "imaginary", "fictitious", "scenario", "scenarios", "persona", "personas",
    "storyboard", "storyboards", "vignette", "vignettes", "brochure", "poster", "video",
    "commercial", "drawing", "rendering", "pamphlet", "leaflet", "cartoon", "animation",
    "infographic", "imaginez", "supposons", "disons", "prenons",
))
_PLACEHOLDERS: Final = frozenset((
    ("john", "doe"), ("jane", "doe"), ("joe", "average"), ("joe", "blow"), ("joe", "public"),
    ("john", "public"), ("jane", "public"), ("joe", "sixpack"), ("joe", "schmo"), ("jane", "roe"),
    ("joe", "taxpayer"), ("jane", "average"), ("john", "smith"), ("joe", "bloggs"),
    ("richard", "roe"), ("joe", "citizen"), ("jane", "citizen"), ("average", "joe"),
    ("johnny", "canuck"), ("monsieur", "tout-le-monde"),
))
# fmt: on


def is_invented(words: Words, first: int, last: int) -> bool:
    """Whether words `first` to `last` (inclusive) name somebody who is only supposed."""
    if (words.low(first), words.low(last)) in _PLACEHOLDERS and last <= first + 2:
        return True
    if (words.low(first), words.low(last + 1)) in _PLACEHOLDERS:
        return True
    if words.low(last + 1) == "and" and (
        (words.low(last + 2), words.low(last + 3)) in _PLACEHOLDERS
    ):
        return True  # 'John and Jane Public'
    if last == first + 1 and words.low(last) in _TYPES:
        return True
    if _is_said(words, first, last):
        return True
    if _MAY_OPEN.isdisjoint(words.lows[max(0, first - _REACH) : first]):
        return False
    begin = words[max(0, first - _REACH)].start
    before = words.text[max(begin, words[first].start - 100) : words[first].start]
    stops = [stop.end() for stop in _STOP.finditer(before)]
    before = before[stops[-1] :] if stops else before
    opened = list(_OPENS.finditer(before))
    return bool(opened) and _OWNED.search(before, opened[-1].end()) is None


def _is_said(words: Words, first: int, last: int) -> bool:
    """'Say Grandma Smith falls …': somebody supposed, of whom the present is told."""
    before = words.text[max(0, words[first].start - 50) : words[first].start]
    return _SAY.search(before) is not None and _NOW.search(words.low(last + 1)) is not None
