"""Whether somebody's own words ask to take a comment back. Pure.

A yes takes a comment away, a no makes one more thing for a person to look at: in doubt it is no.
So a clause has to be a request from end to end (who asks, the verb, and their comment as what it is
about), and nothing else may speak against it: a refusal, a condition, something to keep or to put
in its place. 'The government should withdraw the bill' asks something else of somebody else.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from engage.mail.incoming.sorting.asking import english, french
from engage.mail.incoming.sorting.asking.against import AGAINST, CONDITION, OTHER_MATTER

READ_LENGTH: Final = 2_000
LONG: Final = 80
"""Words from which on only the beginning is read: a long text that mentions it says more."""
FEW: Final = 15
"""Words of a text in which a bare 'please withdraw' can mean nothing but the comment."""

_BEGINS_PLAINLY: Final = re.compile(
    r"(?:please|kindly|i|we|can|could|would|want|wish|veuillez|je|merci de|svp|prière)\b|j'|s'il"
)
_IT: Final = re.compile(r"\b(?:it|this|that|le|la|les)\b")
_GREETING: Final = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|to whom|yes|ok|okay"
    r"|thanks?|sorry|regards|best|sincerely|sent from|bonjour|bonsoir|salut|madame|monsieur|merci"
    r"|oui|cordialement|chère?)\b(?:(?!withdr|retra|remov|delet|retir|supprim)[^.!?]){0,60}"
)
_LINK: Final = re.compile(r"<?https?://[^\s<>]{1,300}/withdraw/[\w.~%=+-]{8,500}/?>?", re.I)
_CLAUSES: Final = re.compile(
    r"\s-+\s|[,;:()\u2013\u2014]"
    r"|\b(?:so|but|then|therefore|because|donc|mais|alors|car|parce que)\b"
)
_JOINED: Final = re.compile(r"\b(?:and|et)\b")
_SENTENCES: Final = re.compile(r"[.!?](?:\s|$)|\n")
_WRAPPED: Final = re.compile(r"(?<=[^\n]{40})(?<![.!?:]) ?\r?\n(?=[a-zà-ÿ]|I\b)")
_PUNCTUATION: Final = re.compile(r"[,;:.!?]+(?=\s|$)")
_MARKS: Final = re.compile(r"[*_\"\u201c\u201d\u00ab\u00bb>#|~]")
_QUOTES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00a0": " "})
_EDGES: Final = " .,!-"
_REGRET: Final = re.compile(
    r"(?:(?:sorry|please|oops|actually|désolée?),? )?"
    r"(?:(?:i|we)(?: have|'ve)? (?:changed (?:my|our) minds?|made a mistake|regret (?:it|this|that)"
    r"|did(?: not|n't) mean to (?:send|submit|post) (?:it|this|that)"
    r"|(?:sent|submitted|posted|wrote) (?:it|this|that)"
    r" (?:by (?:mistake|accident)|in error|too soon))"
    r"|(?:it|this|that) was (?:a mistake|an error|sent (?:by (?:mistake|accident)|in error))"
    r"|on second thoughts?|j'ai (?:changé d'avis|fait une erreur)|je me suis trompée?"
    r"|c'était une erreur|je (?:le|la) regrette)"
    r"(?:[,;:.\u2013\u2014-]* (?:so |and |therefore |then |et |donc |alors )?)"
)
"""Why somebody takes it back: says nothing of what, so a bare request may follow."""
_PREFIXED: Final = re.compile(r"\s*\w{2,3}\s?:")


@cache
def _request() -> re.Pattern[str]:
    """Compiled when the first mail is read: it is large, and every process would wait for it."""
    return re.compile(f"{english.REQUEST}|{french.REQUEST}")


@cache
def _bare() -> re.Pattern[str]:
    return re.compile(f"{english.BARE}|{french.BARE}")


def wants_withdrawal(own_text: str, subject: str = "") -> bool:
    """A new subject ('Withdraw my comment') counts like the words, where these are few."""
    unlinked, links = _LINK.subn(" ", own_text[:READ_LENGTH])
    text = _plain(unlinked)
    words = len(text.split())
    if links and not words:
        return True
    if words > LONG or len(own_text) > READ_LENGTH:
        return _begins_with_it(text)
    if AGAINST.search(text):
        return False
    if words <= FEW and not _PREFIXED.match(subject):
        title = _plain(subject)
        if not AGAINST.search(title) and _asked_in(title):
            return True
    return _asked_in(text)


def _plain(text: str) -> str:
    """In small letters, line by line, without what marks up words."""
    cut = _MARKS.sub(" ", text[:READ_LENGTH].translate(_QUOTES))
    cut = _WRAPPED.sub(" ", cut).casefold()
    return "\n".join(" ".join(line.split()) for line in cut.splitlines())


def _begins_with_it(text: str) -> bool:
    """The first sentence that is no greeting is the request and nothing more."""
    for sentence in _sentences(text):
        is_short = len(sentence.split()) <= FEW and not AGAINST.search(sentence)
        if is_short and (_is_request(sentence) or _bare().fullmatch(_joined(sentence))):
            return True
        if not _GREETING.fullmatch(sentence):
            return False
    return False


def _sentences(text: str) -> Iterator[str]:
    """Without the greeting that begins one ('Hi, ...')."""
    for one in _SENTENCES.split(text):
        greeting, comma, rest = one.partition(",")
        sentence = rest if comma and _GREETING.fullmatch(greeting.strip()) else one
        if sentence.strip(_EDGES):
            yield sentence.strip(_EDGES)


def _joined(sentence: str) -> str:
    """Without the commas of politeness."""
    return " ".join(_PUNCTUATION.sub(" ", sentence).split())


def _asked_in(text: str) -> bool:
    sentences = list(_sentences(text))
    if any(_is_request(one) for one in sentences):
        return True
    return _is_bare(text, [one for one in sentences if not _GREETING.fullmatch(one)])


def _is_request(sentence: str) -> bool:
    """The whole or a part of it asks; after 'and' only where it begins as a request does."""
    if _request().fullmatch(_joined(sentence)):
        return True
    if CONDITION.match(sentence):
        return False
    for clause in _CLAUSES.split(sentence):
        first, *others = (part.strip() for part in _JOINED.split(clause))
        if _request().fullmatch(first):
            return True
        if any(_BEGINS_PLAINLY.match(one) and _request().fullmatch(one) for one in others):
            return True
    return False


def _is_bare(text: str, sentences: list[str]) -> bool:
    """'Withdraw.': alone on the first line; or first, or with hardly a word around it, where the
    text names nothing else that could be withdrawn."""
    if not sentences:
        return False
    lines = (line.strip(_EDGES) for line in text.split("\n"))
    first_line = next((one for one in lines if one and not _GREETING.fullmatch(one)), "")
    if _bare().fullmatch(first_line) and not _IT.search(first_line):
        return True
    first_or_few = sentences if len(text.split()) <= FEW else sentences[:1]
    is_asked = any(_bare().fullmatch(_joined(_REGRET.sub("", one, 1))) for one in first_or_few)
    return is_asked and not OTHER_MATTER.search(text)
