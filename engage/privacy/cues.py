"""What the words around a stretch of text say about it: 'my wife, X', 'Dr. X', 'X, our sitter'.

Shared by the quick check at the citizen's form and by the detector.
"""

import re
from enum import Enum, auto
from functools import cache
from typing import Final

from rapidfuzz.distance import OSA

from engage.privacy.lists import PhraseBook, entries, is_given, is_ordinary, is_surname, keys
from engage.privacy.words import Words

# fmt: off
OWNERS: Final = frozenset((
    "my", "our", "his", "her", "their", "your", "mon", "ma", "mes", "notre", "nos", "son", "sa",
    "leur", "whose", "ur", "me", "mi", "mere", "meri",
))
# fmt: on
_MINE: Final = frozenset(("my", "our", "mon", "ma", "notre"))
# fmt: off
_I_AM: Final = (
    ("am", "i"), ("i'm",), ("im",), ("is", "name", "my"), ("is", "this"), ("name's", "my"),
    ("name", "my"), ("signed",), ("sincerely",), ("regards",), ("cheers",), ("respectfully",),
    ("truly", "yours"), ("faithfully", "yours"), ("suis", "je"), ("appelle", "m"),
    ("c'est",), ("ici",), ("m'appelle",), ("appelle", "je"), ("nom", "mon", "est"),
    ("est", "nom", "mon"),
    ("me",), ("i",), ("details",), ("info",), ("name",), ("submitter",), ("author",), ("from",),
    ("contact",), ("submitted", "by"), ("by", "submitted"), ("from", "comment"), ("thanks",),
    ("you", "thank"), ("merci",), ("salutations",), ("from", "submission"), ("call", "me"),
    ("for", "application"), ("myself",), ("holder", "account"), ("undersigned",), ("its", "hi"),
    ("it's", "hi"), ("its", "hey"), ("it's", "hey"), ("its", "hello"), ("holder", "policy"),
    ("the", "undersigned"), ("holder", "permit"), ("holder", "licence"), ("applicant",),
    ("hello",), ("hi",), ("bonjour",),
)
_NAMING: Final = (
    ("named",), ("called",), ("is", "name"), ("was", "name"), ("name", "by"), ("are", "names"),
    ("nommé",), ("nommee",), ("nomme",), ("appelle", "s"), ("s'appelle",), ("goes", "by"),
    ("by", "goes"), ("is", "it"), ("was", "it"), ("named", "man"), ("name", "the", "of"),
    ("of", "name", "the"), ("as", "known"), ("name",),
)
_VERBS: Final = frozenset((
    "told", "said", "says", "tells", "has", "had", "was", "is", "lives", "lived", "works",
    "worked", "died", "needs", "needed", "got", "gets", "lost", "runs", "owns", "asked", "wrote",
    "came", "moved", "broke", "called", "spoke", "helped", "who", "whose", "went", "goes",
    "takes", "took", "drives", "teaches", "taught", "waited", "waits", "suffers", "suffered",
    "passed", "turned", "started", "stopped", "refused", "shouted", "screamed", "yelled",
    "cannot", "can't", "couldn't", "won't", "wouldn't", "doesn't", "didn't", "isn't", "wasn't",
    "hasn't", "keeps", "kept", "made", "makes", "gave", "gives", "sold", "bought", "hit", "fell",
    "souffre", "habite", "travaille", "attend", "est", "avait", "od'd", "uses", "used", "never",
    "still", "just", "always", "left", "does", "did", "showed", "approved", "stole", "parks",
    "parked", "rolled", "missed", "survived", "reads", "speaks", "walked", "pays", "paid", "again",
    "here", "and", "at", "from", "in", "on", "aged",
))
_PERSONAL_VERBS: Final = _VERBS - {"is", "was", "has", "had", "and", "at", "from", "in", "on",
                                   "again", "here", "just", "still", "never", "always", "needs",
                                   "gets", "got", "does", "did", "made", "lost", "keeps", "kept",
                                   "goes", "took", "takes", "used", "uses", "est", "attend"}
# fmt: on
_QUOTED_STOP: Final = re.compile(r"[.!?,][\"'\u201d\u2019]")
_AGE: Final = re.compile(r"(?:, ?| ?\()\d{1,2}(?:[,). ]|$)")
_ALSO_OF_CLUBS: Final = frozenset(
    ("president", "leader", "speaker", "vice", "commissioner", "governor")
)
_OF_CLUBS: Final = frozenset((
    "co-op", "strata", "union", "club", "pta", "pac", "association", "company", "league", "local",
    "society",
))  # fmt: skip
_NO_OFFICE: Final = OWNERS | _OF_CLUBS


class Cue(Enum):
    """The strongest sign beside a possible name that it is one."""

    NONE = auto()
    SELF = auto()
    RELATIVE = auto()
    TITLE = auto()
    ROLE = auto()
    NAMED = auto()


@cache
def roles() -> PhraseBook:
    return PhraseBook(entries("roles"))


@cache
def public_titles() -> dict[str, list[tuple[str, ...]]]:
    """By the word next to the name, each read backwards."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in sorted(keys("public_titles")):
        title = tuple(reversed(line.split()))
        found.setdefault(title[0], []).append(title)
    return found


def is_relative(word: str) -> bool:
    return word in keys("kinship") or _is_slip_of(word, keys("kinship"))


def is_role(word: str) -> bool:
    return word in keys("roles") or word in _role_heads() or _is_slip_of(word, _role_heads())


def _is_slip_of(word: str, wanted: frozenset[str]) -> bool:
    """One letter dropped or two exchanged in a longer word of the list: 'roomate', 'tneant'."""
    if len(word) < 6 or is_ordinary(word) or is_given(word) or is_surname(word):
        return False
    return any(
        len(entry) > 5 and word[0] == entry[0] and OSA.distance(word, entry, score_cutoff=1) == 1
        for entry in wanted
    )


@cache
def _role_heads() -> frozenset[str]:
    return frozenset(line.split()[-1] for line in keys("roles"))


def cue_before(words: Words, index: int) -> Cue:
    """What stands directly before the word: a relative, a title, a role, or 'I am'."""
    before = _words_before(words, index)
    if not before:
        return Cue.NONE
    joined = words[index].is_joined or words.gap(index).strip() in (",", ":", "-", "\u2013", "")
    if _says(before, _I_AM) and _is_self(words, index, before):
        return Cue.SELF
    if not joined or words[index - 1].is_owner:  # 'my brother's WorkSafe claim'
        return Cue.NONE
    return _cue_of_word(words.gap(index).strip(), before)


def _cue_of_word(gap: str, before: tuple[str, ...]) -> Cue:
    if is_relative(before[0]) and gap == "":
        return Cue.RELATIVE
    if before[0] in keys("private_titles") and gap in ("", "."):
        return Cue.TITLE
    if before[0] == "law" and before[1:2] == ("in",):
        return Cue.RELATIVE
    if before[0] in ("he's", "she's") and gap == "":
        return Cue.NAMED
    if before[0] in ("is", "was") and gap == "" and len(before) > 1:
        before = before[1:] if is_role(before[1]) or is_relative(before[1]) else before
    if is_relative(before[0]) and (gap != "," or _is_owned(before)):
        return Cue.RELATIVE
    if is_role(before[0]) and (gap != "," or _is_owned(before)):
        return Cue.ROLE
    return Cue.NAMED if _says(before, _NAMING) else Cue.NONE


def cue_after(words: Words, last: int) -> Cue:
    """What follows: ', my wife', ', who is four', ', 7,', ', our librarian'."""
    follows = words.low(last + 1)
    gap = words.gap(last + 1).strip() if last + 1 < len(words) else ""
    rest = words.text[words[last].end : words[last].end + 12]
    if gap in (",", "(", "-", "\u2013", "\u2014") and follows in OWNERS | {"the", "a", "an"}:
        for step in range(2, 6):
            word = words.low(last + step)
            if is_relative(word):
                return Cue.RELATIVE
            if is_role(word):
                return Cue.ROLE
    if gap == "" and follows == "and" and words.low(last + 2) in ("i", "myself"):
        return Cue.RELATIVE
    if gap == "," and follows in ("who", "whose", "aged", "age"):
        return Cue.ROLE
    if _AGE.match(rest):
        return Cue.ROLE
    return Cue.NONE


def acts_like_person(words: Words, last: int) -> bool:
    """Whether what follows is what people do ('told', 'lives'), not what towns do ('has')."""
    return words.low(last + 1) in _PERSONAL_VERBS and words[last + 1].is_joined


def may_be_subject(words: Words, last: int) -> bool:
    return words.low(last + 1) in _VERBS


def has_public_title(words: Words, index: int) -> bool:
    """An office before the name; 'my co-op president, X' holds none."""
    if _QUOTED_STOP.search(words.gap(index)):
        return False  # '"Just gas, sir." Ambrose Tait was dead …'
    before = _words_before(words, index)
    for title in public_titles().get(before[0], ()) if before else ():
        if before[: len(title)] == title:
            is_office = not _NO_OFFICE.intersection(before[len(title) : len(title) + 2])
            return is_office or title[-1] not in _ALSO_OF_CLUBS
    return False


def _words_before(words: Words, index: int) -> tuple[str, ...]:
    """Up to four words, across one comma, colon, bracket or line break."""
    return tuple(words.low(n) for n in range(index - 1, max(-1, index - 5), -1))


def _says(before: tuple[str, ...], phrases: tuple[tuple[str, ...], ...]) -> bool:
    likely = _by_nearest(phrases).get(before[0], ())
    return any(before[: len(phrase)] == phrase for phrase in likely)


@cache
def _by_nearest(
    phrases: tuple[tuple[str, ...], ...],
) -> dict[str, list[tuple[str, ...]]]:
    """By the word next to the name: most words begin none of them."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0], []).append(phrase)
    return found


def _is_owned(before: tuple[str, ...]) -> bool:
    return any(word in OWNERS or word in ("the", "a") for word in before[1:4])


# fmt: off
_CLOSINGS: Final = frozenset((
    "sincerely", "regards", "cheers", "respectfully", "truly", "faithfully", "signed", "thanks",
    "you", "merci", "salutations", "me", "hello", "hi", "bonjour",
))
# fmt: on
_LABELS: Final = frozenset(("details", "info", "name", "submitter", "author", "from", "contact"))


def _is_self(words: Words, index: int, before: tuple[str, ...]) -> bool:
    """'I am X' stands close; a greeting or a closing needs a comma, a colon or a new line."""
    gap = words.gap(index)
    if before[0] in _LABELS and before[1:2] != ("my",):
        return gap.strip() in (":", "=") and not OWNERS.intersection(before[1:2])
    if before[0] in ("i", "myself"):
        return gap.strip() == ","
    if before[0] == "me" and not {"who", "that", "whoever"}.isdisjoint(before):
        return False  # 'the guy who hit me, randall, still drives'
    if before[0] in _CLOSINGS and before[:2] != ("me", "call"):
        if before[0] == "me":
            return gap.strip() in (",", ":") or "\n" in gap
        return gap.strip() in (",", ":", "-", "\u2013", "\u2014", ",\n") or "\n" in gap
    return gap.strip() in ("", ",", ":") and "\n" not in gap
