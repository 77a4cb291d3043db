"""Whether a text holds a letter's words in order to speak about the letter, not with it.

Three signs, each of them in what is not the letter's: words that argue with a letter; a sentence
right before the letter's words that reports them as somebody else's ('the email that is going
round says'); and the letter's words set apart, in a list or between rules, where others who hold
them do not. Whoever says that the letter speaks for them ('I agree with all of this') is a member
however they set it apart.
"""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from engage.comments.campaigns.cues import ENDORSING, POINTING_BACK, REPORTING, SAYING
from engage.comments.campaigns.normal import Hashes, Word, words_of
from engage.comments.campaigns.quoting import disputes
from engage.comments.campaigns.signatures import Mask, Reading, contains

_LEAD: Final = 30
_FEWEST_OWN: Final = 3
_APART: Final = 0.8
_GREETING: Final = re.compile(
    r" (?:dear|to whom it may concern|attention|bonjour|hello|madame|monsieur|re) "
)
_ENDS: Final = re.compile(r"[.!?\u2026]\s|\n")


def speaks_about(text: str, reading: Reading, inside: Mask, letter_apart: Hashes) -> bool:
    """`inside` are the words that the letter has too; `letter_apart` the shingles that those who
    hold the letter set apart themselves."""
    words = words_of(text)[: reading.length]
    own = [
        word.plain if not is_shared else "\n" for word, is_shared in zip(words, inside, strict=True)
    ]
    leads = _leads(text, words, inside)
    is_introduced = any(lead.endswith(":") for lead in leads)
    if disputes(own, is_introduced=is_introduced):
        return True
    if ENDORSING.search(f" {' '.join(own)} "):
        return False
    if any(map(_reports, leads)) or any(map(POINTING_BACK.match, _remarks(text, words, inside))):
        return True
    return _sets_apart(reading, inside, letter_apart)


def _leads(text: str, words: Sequence[Word], inside: Mask) -> list[str]:
    """The sentences of the writer's own that end right before words of the letter."""
    starts = np.flatnonzero(inside[1:] & ~inside[:-1]) + 1
    leads = []
    for at in starts.tolist():
        first = at
        while first > 0 and at - first < _LEAD and not inside[first - 1]:
            first -= 1
            between = text[words[first].end : words[first + 1].start] if first + 1 < at else ""
            if _ENDS.search(between):
                first += 1
                break
        lead = f" {' '.join(word.plain for word in words[first:at])} "
        if at - first >= _FEWEST_OWN - 1 and not _GREETING.match(lead):
            colon = ":" in text[words[at - 1].end : words[at].start]
            leads.append(lead + ":" * colon)
    return leads


def _remarks(text: str, words: Sequence[Word], inside: Mask) -> list[str]:
    """The sentences of the writer's own that begin right after words of the letter."""
    ends = np.flatnonzero(~inside[1:] & inside[:-1]) + 1
    remarks = []
    for at in ends.tolist():
        last = at
        while last < len(words) and last - at < _LEAD and not inside[last]:
            last += 1
            if last < len(words) and _ENDS.search(text, words[last - 1].end, words[last].start):
                break
        remarks.append(f" {' '.join(word.plain for word in words[at:last])} ")
    return remarks


def _reports(lead: str) -> bool:
    return bool(REPORTING.search(lead)) or (lead.endswith(":") and bool(SAYING.search(lead)))


def _sets_apart(reading: Reading, inside: Mask, letter_apart: Hashes) -> bool:
    """Whether nearly all that is the letter's stands apart here and does not there."""
    apart = reading.apart
    if apart is None or np.count_nonzero(~inside & ~apart) < _FEWEST_OWN:
        return False
    held = inside & apart
    if np.count_nonzero(held) < _APART * np.count_nonzero(inside):
        return False
    shingles = reading.shingles[held[: len(reading.shingles)]]
    return len(shingles) > 0 and float(contains(letter_apart, shingles).mean()) < 0.5
