"""Whose a piece of information is: the author's own, another person's, or a public body's.

A sentence is read backwards from the flag: 'my' and 'call me' make it the author's, 'her', 'my
neighbour' and a person's name make it somebody else's. Where the sentence says nothing, the one
before it does, and then the rest of the comment.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from engage.privacy.cues import is_relative, is_role
from engage.privacy.detector.flags import FlagKind, Whose
from engage.privacy.detector.names import Name
from engage.privacy.detector.pointing import owner_by_story
from engage.privacy.detector.sentences import MINE, THEIRS, speaks_of_another
from engage.privacy.lists import keys
from engage.privacy.words import Words

_AGENCY_MAIL: Final = re.compile(
    r"@(?:[\w-]+\.)*(?:gov\.bc\.ca|gov\.[a-z.]+|gc\.ca|bcferries\.com|bchydro\.com|icbc\.com|"
    r"translink\.ca|worksafebc\.com|leg\.bc\.ca|parl\.gc\.ca|bctransit\.com|bchousing\.org|"
    r"[\w-]*health\.(?:bc\.)?ca|[\w.-]*(?:city|district|town|rdno|sd\d+)[\w.-]*)$"
    r"|^(?:info|office|contact|support|help|feedback|enquir\w+|inquir\w+|admin|service|services|"
    r"webmaster|privacy|media|complaints|hello|reception|mail|team|comments?|consultations?|"
    r"engage\w*|mla|minister|premier|mayor|council|customerservice|customer\.service|noreply|"
    r"press|news|newsroom|editor|letters)@",
    re.IGNORECASE,
)
_TOLL_FREE: Final = re.compile(r"^\D*1?\D{0,3}8(?:00|33|44|55|66|77|88)\D")
_AGENCY_LINE: Final = re.compile(
    r"\b(?:line|hotline|helpline|call centre|call center|contact centre|switchboard|"
    r"ministry|branch|service ?bc|rtb|icbc|bc hydro|bc ferries|translink|handydart|worksafe|"
    r"drivebc|healthlink|8-1-1|811|911|office|department|agency|constituency|city hall|"
    r"municipal hall|front desk|reception|detachment|crime ?stoppers|enquiry bc|enquirybc|"
    r"the hospital|the clinic|the library|company|hotel|mla|msp|pharmacare|crisis|toll[- ]free)\b"
    r"[^.!?\n]{0,40}$",
    re.IGNORECASE,
)
_AGENCY_PLACE: Final = re.compile(
    r"\b(?:clinic|hospital|shelter|office|offices|library|school|store|station|courthouse|centre|"
    r"center|hall|church|mall|restaurant|hotel|motel|dispensary|pharmacy|branch|ministry|"
    r"headquarters|warehouse|site|development|tower|project|rezoning|proposal|park|intersection|"
    r"headquartered|located|university|college|museum|pub|bar|gym|arena|legislature|mail goes)"
    r"\b[^.!?\n]{0,15} (?:at|is|to|on|,|of) $|"
    r"\b(?:rezoning of|development at|proposal for|behind|beside|opposite|across from|next to) $",
    re.IGNORECASE,
)
_STATION: Final = re.compile(
    r"stn prov|prov(?:incial)? gov|^p\.?o\.? box 9\d{3},? victoria", re.IGNORECASE
)
_GOVERNMENT_CODE: Final = re.compile(r"v8w ?9|v8v ?1x4|k1a", re.IGNORECASE)
_SENT_TO: Final = re.compile(
    r"\b(?i:write|contact|e-?mail|call|phone|text|ask|message|reach|ring|tell)(?: to)? "
    r"(?!me\b|us\b|my\b|our\b)(?:the|her|him|them|that|this|mr|mrs|ms|dr|[A-Z])[^.!?\n]*$"
)
_HAS_CALLED: Final = re.compile(
    r"\b(?:I|we|I've|we've) (?:have )?"
    r"(?:e-?mailed|called|phoned|texted|wrote to|messaged|tried|rang) $",
    re.IGNORECASE,
)
# 'Somebody please pick up the phone': nobody in particular.
_ANYBODY: Final = frozenset(("somebody", "someone", "anybody", "anyone"))
_ASKED: Final = frozenset(("please", "pick", "call", "phone", "text", "answer", "help", "fix"))
_FURTHEST: Final = 80
_BESIDE: Final = 30
_OF_THINGS: Final = frozenset(("they", "them", "their", "they're"))
_BY_DEFAULT: Final = {FlagKind.LICENCE_PLATE: Whose.THIRD, FlagKind.URL_PROFILE: Whose.THIRD}


@dataclass(frozen=True, slots=True)
class Person:
    """A name with its owner, in words and in code points."""

    name: Name
    start: int
    end: int
    whose: Whose


def owner_of_contact(
    words: Words, people: Sequence[Person], kind: FlagKind, start: int, end: int
) -> Whose:
    written, before = words.text[start:end], words.text[max(0, start - 60) : start]
    is_named = any(
        person.whose is Whose.THIRD and 0 <= start - person.end < 60 for person in people
    )
    if not is_named and _is_of_agency(kind, written, before, words.text[end : end + 30]):
        return Whose.PUBLIC
    told = owner_by_story(words.text, kind, start, end)
    if told:
        return told
    if kind is FlagKind.IP and not speaks_of_another(words.text, kind, start, end):
        near = any(0 <= start - person.end < 80 for person in people if person.whose is Whose.THIRD)
        return Whose.THIRD if near else Whose.SELF
    if not people and speaks_of_another(words.text, kind, start, end):
        return Whose.THIRD
    return _owner_by_words(words, people, kind, start) or _owner_by_rest(words, people, kind)


def _owner_by_words(
    words: Words, people: Sequence[Person], kind: FlagKind, start: int
) -> Whose | None:
    """What the sentence says, and then the one before it."""
    position = words.index_at(start)
    if kind in _BY_DEFAULT and _is_claimed(words, position):
        return Whose.SELF
    is_sent = kind in (FlagKind.EMAIL, FlagKind.PHONE)
    before = words.text[max(0, start - 120) : start]
    if is_sent and _is_beside_author(people, start):
        return Whose.SELF
    if is_sent and (_SENT_TO.search(before) or _HAS_CALLED.search(before)):
        return Whose.THIRD
    found = _owner_before(words, people, position, kind in _BY_DEFAULT)
    if not found and kind not in _BY_DEFAULT:
        found = _owner_after(words, people, position)
    return found or _owner_of_previous(words, people, position)


def _is_beside_author(people: Sequence[Person], start: int) -> bool:
    """'You can reach X, 604-555-0199' where X writes."""
    near = [person for person in people if 0 <= start - person.end < _BESIDE]
    return bool(near) and all(person.whose is Whose.SELF for person in near)


def _is_claimed(words: Words, position: int) -> bool:
    """', that's mine', ' is my car'."""
    after = [words.low(n) for n in range(position, position + 4)]
    return "mine" in after or any(
        word in ("is", "that's", "was") and then == "my" for word, then in pairwise(after)
    )


def _owner_by_rest(words: Words, people: Sequence[Person], kind: FlagKind) -> Whose:
    if kind in _BY_DEFAULT:
        return _BY_DEFAULT[kind]
    owners = {person.whose for person in people}
    if Whose.THIRD in owners and Whose.SELF not in owners and not _speaks_of_self(words):
        return Whose.THIRD
    return Whose.SELF


def _is_of_agency(kind: FlagKind, written: str, before: str, after: str) -> bool:
    if kind is FlagKind.EMAIL:
        return _AGENCY_MAIL.search(written) is not None
    if kind is FlagKind.PHONE:
        if re.search(r"\b(?:my|me|his|her|at home)\b[^.!?\n]{0,25}$", before, re.IGNORECASE):
            return False
        if "".join(sign for sign in written if sign.isdigit())[-10:] in keys("agency_lines"):
            return True
        is_line = bool(_TOLL_FREE.match(written)) or _AGENCY_LINE.search(before) is not None
        return is_line or _AGENCY_PLACE.search(before) is not None
    if kind is FlagKind.STREET_ADDRESS:
        return bool(_STATION.search(written + after)) or bool(_AGENCY_PLACE.search(before))
    if kind is FlagKind.POSTAL_CODE:
        return bool(_STATION.search(before)) or bool(_GOVERNMENT_CODE.match(written))
    return False


def _owner_before(
    words: Words, people: Sequence[Person], position: int, skips_me: bool
) -> Whose | None:
    by_last = {person.name.last: person for person in people}
    index = position - 1
    while index >= 0:
        person = by_last.get(index)
        if person and person.whose is not Whose.PUBLIC:
            return person.whose
        is_hit = skips_me and words.low(index) in ("me", "us")  # 'the guy who hit me was AB1 23C'
        is_hit = is_hit or (words.low(index) in _OF_THINGS and _begins_with_mine(words, index))
        is_hit = is_hit or (words.low(index) in _ANYBODY and words.low(index + 1) in _ASKED)
        owner = None if is_hit else _owner_of_word(words, index)
        if owner:
            return owner
        if words[index].opens and not _goes_on(words, index):
            return None
        index -= 1
    return None


def _begins_with_mine(words: Words, index: int) -> bool:
    """'My photos are here, use them if they help': 'they' are the photos."""
    floor = max(0, index - _FURTHEST)
    while index > floor and not words[index].opens:
        index -= 1
    return words.low(index) in MINE and not is_relative(words.low(index + 1))


def _goes_on(words: Words, index: int) -> bool:
    """A colon, a bracket or a dash breaks no thought."""
    return index > 0 and not re.search(r"[.!?;\n]", words.gap(index))


def _owner_of_word(words: Words, index: int) -> Whose | None:
    low = words.low(index)
    if low in THEIRS:
        return Whose.THIRD
    if is_relative(low) and (words.low(index - 1) in MINE or words[index].is_owner):
        return Whose.THIRD
    if is_role(low) and words.low(index - 1) in ("the", "my", "our", "that", "this"):
        return Whose.THIRD
    if low in MINE:
        owned = [words.low(n) for n in range(index + 1, index + 3)]
        of_relative = low in ("my", "our") and any(
            is_relative(word) or is_role(word) for word in owned
        )
        return Whose.THIRD if of_relative else Whose.SELF
    return Whose.THIRD if is_relative(low) and words[index].is_owner else None


def _owner_after(words: Words, people: Sequence[Person], position: int) -> Whose | None:
    by_first = {person.name.first: person for person in people}
    index = position
    while index < min(len(words), position + 8) and (index == position or not words[index].opens):
        person = by_first.get(index)
        if person and person.whose is not Whose.PUBLIC:
            return person.whose
        owner = _owner_of_word(words, index)
        if owner:
            return owner
        index += 1
    return None


def _owner_of_previous(words: Words, people: Sequence[Person], position: int) -> Whose | None:
    """The sentence before speaks of one person whom this one goes on about."""
    floor = max(0, position - _FURTHEST)
    start = position - 1
    while start > floor and not words[start].opens:
        start -= 1
    before = start - 1
    while before > floor and not words[before].opens:
        before -= 1
    near = [p for p in people if before <= p.name.first and p.whose is not Whose.PUBLIC]
    near = [p for p in near if p.name.last < position] or [p for p in near if p.whose]
    return near[-1].whose if near else None


def _speaks_of_self(words: Words) -> bool:
    return any(word.low in ("i", "i'm", "my", "me", "i've") for word in words.items)
