"""How a quotation is made of published words, and nothing but these (R34). Pure.

No quotation is stored as text. It is a stretch of one version of a text and the **edits** to it:
whole words that were replaced by one of the listed generalisations in brackets, or left out
(`[…]`). `derive` carries the edits out, `is_derived` goes the other way and proves, from the
finished words alone, that they are the published ones with these edits and nothing else. So staff
cannot put words into a citizen's mouth, and a text that is erased takes its quotations along.

Leaving out may say the opposite ('I do […] support it'), so no part of a sentence that turns its
meaning may be left out while another part stays (`turned`).
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from engage.core.errors import Refused
from engage.privacy.cutting import cuts
from engage.privacy.redaction import Mark
from engage.reuse.kinds import ALLOWED, CUT, Kind
from engage.reuse.sentences import Span, sentences_of

MOST_EDITS: Final = 60
LONGEST: Final = 1_500
"""Characters of a stretch: a quotation, no reprint."""
REASON_LENGTH: Final = 500


@dataclass(frozen=True, order=True)
class Edit:
    """Code points `start` to `end` (exclusive) of the source: `words` stand there instead.

    Without `words` it is a finding that somebody kept as it is, with the reason for it.
    """

    start: int
    end: int
    kind: Kind
    words: str = ""
    reason: str = ""

    @property
    def changes(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True)
class Piece:
    """A part of a quotation as it is read: the author's own words, or what stands in brackets."""

    text: str
    is_changed: bool
    was: str = ""


def derive(body: str, span: Span, edits: Collection[Edit]) -> tuple[Piece, ...]:
    """The quotation in its parts. The edits must be without fault (`refuse_faults`).

    A stretch that begins or ends inside a sentence says so with a cut.
    """
    start, end = span
    opens, closes = _at_edges(body, span)
    found: list[Piece] = [Piece(f"{CUT} ", is_changed=True)] if opens else []
    at = start
    for edit in sorted(one for one in edits if one.changes):
        if at < edit.start:
            found.append(Piece(body[at : edit.start], is_changed=False))
        found.append(Piece(edit.words, is_changed=True, was=body[edit.start : edit.end]))
        at = edit.end
    if at < end:
        found.append(Piece(body[at:end], is_changed=False))
    if closes:
        found.append(Piece(f" {CUT}", is_changed=True))
    return tuple(found)


def words_of(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def is_derived(text: str, body: str, span: Span, edits: Collection[Edit]) -> bool:
    """Whether a finished quotation is exactly these published words with these edits.

    It reads from the quotation's side: each recorded edit must be met where it belongs, with one of
    the listed words, and every letter between must be the one that was published there.
    """
    opens, closes = _at_edges(body, span)
    lead, tail = (f"{CUT} " if opens else ""), (f" {CUT}" if closes else "")
    if not text.startswith(lead) or not text.endswith(tail) or len(text) < len(lead) + len(tail):
        return False
    rest = text[len(lead) : len(text) - len(tail)]
    place = span[0]
    for edit in sorted(one for one in edits if one.changes):
        own = body[place : edit.start]
        is_listed = any(edit.words in words for words in ALLOWED.values())
        if not place <= edit.start < edit.end <= span[1] or not is_listed:
            return False
        if not rest.startswith(own + edit.words):
            return False
        rest, place = rest[len(own) + len(edit.words) :], edit.end
    return rest == body[place : span[1]]


def refuse_faults(
    body: str, span: Span, edits: Sequence[Edit], language: str, marks: Sequence[Mark] = ()
) -> None:
    """Raises Refused for a stretch or an edit that is none: nothing of it may be kept then."""
    start, end = span
    if not 0 <= start < end <= len(body) or not body[start:end].strip():
        raise Refused("exact", "Choose words of the published text.")
    if end - start > LONGEST:
        raise Refused("exact", f"Choose at most {LONGEST:,} characters: a quotation, no reprint.")
    if cuts(body, start) or cuts(body, end) or _cuts_mark(span, marks):
        raise Refused("exact", "Choose whole words.")
    if len(edits) > MOST_EDITS:
        raise Refused("", f"A quotation can have at most {MOST_EDITS} changes. Choose fewer words.")
    for edit in edits:
        _refuse_edit(body, span, edit, language, marks)
    for before, after in pairwise(sorted(edits)):
        if after.start < before.end:
            raise Refused("words", "These words are changed or kept already. Undo that first.")
    own = (piece.text for piece in derive(body, span, edits) if not piece.is_changed)
    if not any(character.isalpha() for character in _without_marks(body, span, edits, marks, own)):
        raise Refused("", "Nothing of the author's own words is left to quote.")


def _refuse_edit(body: str, span: Span, edit: Edit, language: str, marks: Sequence[Mark]) -> None:
    if not span[0] <= edit.start < edit.end <= span[1]:
        raise Refused("words", "These words do not stand in the quotation.")
    if cuts(body, edit.start) or cuts(body, edit.end) or _cuts_mark((edit.start, edit.end), marks):
        raise Refused("words", "Change whole words only.")
    if edit.changes and edit.words not in ALLOWED[language]:
        raise Refused("instead", "Choose from the list what stands in their place.")
    if len(edit.reason) > REASON_LENGTH:
        raise Refused("reason", f"Use at most {REASON_LENGTH} characters.")
    if not edit.changes and not edit.reason.strip():
        raise Refused("reason", "Say why these words may stay (R34).")


def _without_marks(
    body: str, span: Span, edits: Sequence[Edit], marks: Sequence[Mark], own: Iterator[str]
) -> str:
    """The author's words that are left; marks of moderators are none of these."""
    if not marks:
        return "".join(own)
    hidden = [(mark.start, mark.end) for mark in marks]
    hidden += [(edit.start, edit.end) for edit in edits if edit.changes]
    return "".join(
        body[at] for at in range(*span) if not any(first <= at < last for first, last in hidden)
    )


def _cuts_mark(span: Span, marks: Sequence[Mark]) -> bool:
    return any(mark.start < at < mark.end for mark in marks for at in span)


def _at_edges(body: str, span: Span) -> tuple[bool, bool]:
    """Whether the stretch begins, and ends, inside a sentence, so that a cut has to say so."""
    start, end = span
    opens = closes = False
    for first, last in sentences_of(body):
        opens = opens or (first < start < last and _has_words(body[first:start]))
        closes = closes or (first < end < last and _has_words(body[end:last]))
    return opens, closes


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


# --- what must not be left out ----------------------------------------------------------------

_TURNS: Final = re.compile(
    r"\b(?:not|never|no|nor|neither|none|nobody|nothing|without|unless|only|hardly|barely|against|"
    r"cannot|if|ne|pas|jamais|aucun|aucune|sans|ni|sauf|seulement|rien|contre|si)\b|"
    r"n['\u2019]t\b|\bn['\u2019](?=\w)",
    re.IGNORECASE,
)


def turned(body: str, span: Span, edits: Collection[Edit], found: Collection[Span]) -> Span | None:
    """The first words that are left out of a sentence which goes on without them, and turn it.

    A stretch that the finder pointed at may be generalised whatever it holds (`found`): that
    somebody 'can no longer walk' is health, and nobody would read the opposite.
    """
    pointed = {one for one in found}
    gone = [
        (one.start, one.end)
        for one in edits
        if one.changes and (one.words == CUT or (one.start, one.end) not in pointed)
    ]
    for first, last in sentences_of(body):
        if last <= span[0] or span[1] <= first:
            continue
        outside = [(first, max(first, span[0])), (min(last, span[1]), last)]
        left_out = [(max(a, first), min(b, last)) for a, b in (*outside, *gone)]
        left_out = [(a, b) for a, b in left_out if a < b]
        stays = "".join(
            body[at] for at in range(first, last) if not any(a <= at < b for a, b in left_out)
        )
        if not _has_words(stays):
            continue
        for a, b in left_out:
            if _TURNS.search(body, a, b):
                return a, b
    return None


# --- choosing -----------------------------------------------------------------------------------


def ticked(body: str, numbers: Collection[int]) -> tuple[Span, tuple[Edit, ...]]:
    """The stretch from the first to the last ticked sentence, what lies between being cut."""
    sentences = sentences_of(body)
    chosen = sorted({number for number in numbers if 0 <= number < len(sentences)})
    if not chosen or len(chosen) != len(set(numbers)):
        raise Refused("sentences", "Tick sentences of the text, or copy the exact words.")
    cutting = [
        Edit(sentences[before + 1][0], sentences[after - 1][1], Kind.OTHER, CUT)
        for before, after in pairwise(chosen)
        if after - before > 1
    ]
    return (sentences[chosen[0]][0], sentences[chosen[-1]][1]), tuple(cutting)


def located(body: str, exact: str) -> Span:
    """Where words that were typed or copied stand, letter by letter; white space may differ."""
    wanted = exact.split()
    if not wanted:
        raise Refused("exact", "Tick sentences of the text, or copy the exact words.")
    pattern = r"\s+".join(map(re.escape, wanted))
    places = [match.span() for match in re.finditer(pattern, body)]
    whole = [one for one in places if not cuts(body, one[0]) and not cuts(body, one[1])]
    if not whole:
        raise Refused("exact", "These words do not stand in the published text. Copy them exactly.")
    if len(whole) > 1:
        raise Refused("exact", "These words stand there more than once. Copy some more of them.")
    return whole[0]


def undecided(body: str, found: Sequence[Span], edits: Collection[Edit]) -> tuple[Span, ...]:
    """What is left of the findings: neither changed nor kept with a reason, whole words of it."""
    decided = sorted((one.start, one.end) for one in edits)
    left: list[Span] = []
    for start, end in found:
        at = start
        for a, b in [*((a, b) for a, b in decided if a < end and start < b), (end, end)]:
            if at < a:
                left += _trimmed(body, at, a)
            at = max(at, b)
    return tuple(left)


def _trimmed(body: str, start: int, end: int) -> list[Span]:
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return [(start, end)] if _has_words(body[start:end]) else []


# --- where a quotation stands -------------------------------------------------------------------


class State(StrEnum):
    """Where a quotation stands; worked out when it is read, never stored."""

    DRAFT = "draft"
    WAITS = "waits"
    RETURNED = "returned"
    APPROVED = "approved"
    STALE = "stale"
    REMOVED = "removed"


@dataclass(frozen=True)
class Decided:
    """The last word of a second person, for exactly the content of this hash."""

    is_approved: bool
    content_hash: str


def state_of(
    *, is_removed: bool, why_stale: str, decided: Decided | None, proposed: str, current: str
) -> State:
    """`proposed` and `current` are hashes of the content; an edit after either counts as none."""
    if is_removed:
        return State.REMOVED
    if why_stale:
        return State.STALE
    if decided is not None and decided.content_hash == current:
        return State.APPROVED if decided.is_approved else State.RETURNED
    return State.WAITS if proposed == current else State.DRAFT


def hash_of(**content: object) -> str:
    """SHA-256 of canonical JSON."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def edits_to_json(edits: Collection[Edit]) -> str:
    rows = [[one.start, one.end, one.kind.value, one.words, one.reason] for one in sorted(edits)]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def edits_from_json(text: str) -> tuple[Edit, ...]:
    return tuple(Edit(a, b, Kind(kind), words, why) for a, b, kind, words, why in json.loads(text))
