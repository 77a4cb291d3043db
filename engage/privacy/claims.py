"""How authors say that a name is their own, beyond 'I am X': 'Not anonymous: X', 'sincerely Bo'.

Also 'publish this under my full name, X', 'Hello there, X from Langford', and 'You can reach X on
the landline' of somebody who then goes on about themselves.
"""

import re
from typing import Final

from engage.privacy.words import Words

_MY_NAME: Final = re.compile(
    r"\b(?:my|mon) (?:(?:full|real|own|legal|whole|actual|proper|true|given|vrai|first and last) )?"
    r"(?:name|nom)(?: (?:to|on|under|beside|behind) (?:this|it|that))?"
    r"(?: too| as well)?[,:] ?(?:it's |it is |that's )?$",
    re.IGNORECASE,
)
_OPENLY: Final = re.compile(
    r"(?:^|[.!?\n]\s{0,2})(?:(?:not|no|never|nothing)(?: \w+){1,3}|for the record|on the record|"
    r"signed(?: openly)?|real name|full name|happy to be named|you may print my name|"
    r"quote me|name me)[:,] ?$",
    re.IGNORECASE,
)
_REACHED: Final = re.compile(
    r"(?:^|[.!?\n]\s{0,2})(?:you (?:can|may|could)|you'll)(?: always| also)? "
    r"(?:reach|find|call|phone|get|contact|text|e-?mail|write(?: to)?) $",
    re.IGNORECASE,
)
_OTHERS: Final = re.compile(
    r"\b(?:he|she|his|her|him|they|their|he's|she's|our|who|coach|mother|father)\b", re.IGNORECASE
)
_MINE: Final = re.compile(r"\b(?:I|I'm|I've|my|me)\b")
_IT_IS_ME: Final = re.compile(r"^\W*(?:hi,? |hello,? |hey,? )?(?:it's|its|it is|this is) $", re.I)
_GO_ON: Final = frozenset(("must", "should", "needs", "is", "was", "has", "had", "will", "can"))
_CLOSINGS: Final = frozenset((
    "sincerely", "regards", "cheers", "respectfully", "signed", "yours", "truly", "faithfully",
    "cordialement",
))  # fmt: skip
_BEFORE_CLOSING: Final = frozenset(("yours", "best", "kind", "warm", "very", "kindest", "warmest"))
_GREETINGS: Final = frozenset(
    ("hello", "hi", "hey", "greetings", "there", "all", "folks", "everyone")
)
_REACH: Final = 70
_FURTHER: Final = 160


def introduces(words: Words, first: int, last: int) -> bool:
    """'Hello there, X from Langford', 'Hi, X again'."""
    behind = words.low(last + 1) in ("from", "here", "again", "of", "in", "with")
    greeting = words.low(first - 1) in _GREETINGS and "," in words.gap(first)
    return behind and greeting and (words[first - 1].opens or words[max(first - 2, 0)].opens)


def claims_name(words: Words, first: int, last: int) -> bool:
    """Whether the words before a name give it as the author's."""
    start, end = words[first].start, words[last].end
    before = words.text[max(0, start - _REACH) : start]
    is_here = _IT_IS_ME.search(before) and words.low(last + 1) in ("from", "again", "here", "in")
    if _MY_NAME.search(before) or (is_here and _MINE.search(words.text, end, end + _FURTHER)):
        return True
    if _OPENLY.search(before):
        return words.low(last + 1) not in _GO_ON or "," in words.gap(last + 1)
    return closes_without_comma(words, first, last) or (
        last > first and _is_at_own_phone(words.text, before, end)
    )


def closes_without_comma(words: Words, first: int, last: int) -> bool:
    """'sincerely Bo' as the last words of a text."""
    closing = first - 1
    if closing < 0 or words.low(closing) not in _CLOSINGS or words.gap(first) != " ":
        return False
    if words.text[words[last].end :].strip(" .!\n"):
        return False
    return words[closing].opens or words.low(closing - 1) in _BEFORE_CLOSING


def _is_at_own_phone(text: str, before: str, end: int) -> bool:
    """'You can reach X on the landline, … I don't hold with cell phones': nobody else in it."""
    behind = text[end : end + _FURTHER]
    if not _REACHED.search(before) or behind.startswith(","):
        return False
    return _MINE.search(behind) is not None and _OTHERS.search(behind) is None
