"""Whether a name is the author's own: 'I am X', 'Yours, X', the last words of a comment.

Any other name is somebody else's, or of a person in public life.
"""

import re
from typing import Final

from engage.privacy.claims import claims_name, introduces
from engage.privacy.cues import Cue, cue_before
from engage.privacy.detector.flags import Whose
from engage.privacy.detector.names import Name
from engage.privacy.detector.sentences import THEIRS
from engage.privacy.lists import is_ordinary, keys
from engage.privacy.words import Words

# fmt: off
_STANDINGS: Final = frozenset((
    "retired", "registered", "licensed", "licenced", "concerned", "disabled", "certified", "tired",
    "married", "frustrated", "disappointed", "worried", "semi-retired", "displaced", "disgusted",
    "unemployed", "employed", "widowed", "evicted",
))
_WISHES: Final = frozenset((
    "best", "wishes", "and", "a", "happy", "new", "year", "all", "the", "kind", "warm", "regards",
    "thanks", "thank", "you", "many", "so", "much", "in", "advance", "with", "love", "peace",
    "hope", "respect", "sincerely", "truly", "take", "care", "merry", "christmas", "stay", "safe",
    "be", "well", "for", "listening", "reading", "your", "time", "cheers", "gratitude", "work",
    "solidarity", "frustration", "friendship", "have", "good", "day", "great", "keep", "up", "it",
    "to", "very", "merci", "beaucoup", "bien", "cordialement", "submitted", "written", "by",
))
_VERBS: Final = frozenset((
    "is", "was", "are", "were", "has", "had", "have", "be", "told", "said", "says", "does", "did",
    "will", "can", "could", "would", "should", "got", "gets", "went", "came", "made", "makes",
    "took", "takes", "needs", "need", "wants", "want", "lives", "works", "runs", "died", "lost",
    "wrote", "writes", "asked", "asks", "kept", "keeps", "gave", "gives", "think", "thinks",
    "knows", "know", "see", "saw", "never", "don't", "doesn't", "didn't", "isn't", "wasn't",
    "can't", "won't", "goes", "go", "drives", "speaks", "survived", "moved", "waits", "reads",
    "est", "a", "souffre", "habite", "paid", "pays", "broke", "fell", "left", "put", "must",
    "deserves", "deserve", "knew", "n'a", "n'est", "ne", "s'est", "va", "fait", "doit", "peut",
    "veut", "prend", "perd", "dort", "vit", "paie", "sold", "hit", "fix", "stop", "call", "please",
    "owns", "rents", "sells", "buys", "bought", "builds", "built", "teaches", "taught", "sleeps",
    "slept", "sits", "sat", "stands", "stood", "walks", "drinks", "drank", "smokes", "shouts",
    "screams", "yells", "calls", "owes", "steals", "stole", "dumps", "lets", "leaves", "plays",
    "comes", "brings", "brought", "uses", "starts", "opens", "closes", "spends", "spent", "dies",
    "became", "begins", "began", "cuts", "burns", "feeds", "fed", "rides", "rode", "stays",
    "feels", "felt", "hears", "heard", "looks", "tries", "turns", "helps", "pulls", "raises",
    "refuses", "shows", "stops", "talks", "thinks", "threw", "throws", "won", "wins", "charges",
    "drove", "flew", "flies", "sends", "sent", "lends", "lent", "found", "finds", "collects",
    "fixes", "parks", "operates", "manages", "bit", "shot", "beat", "swore", "spoke", "sang",
))
_BEHIND_SIGNATURE: Final = frozenset((
    "from", "of", "in", "at", "near", "here", "again", "and", "on", "aged", "age", "over", "out",
    "writing", "signing", "cell", "phone", "tel", "email", "box", "unit", "apt", "proud", "born",
    "citizen", "resident", "voter", "taxpayer", "mother", "father", "mom", "dad", "nurse",
    "teacher", "student", "owner", "parent", "farmer", "retired", "esq", "concerned", "r", "xo",
))
_ONE: Final = frozenset((
    "he", "she", "he's", "she's", "his", "her", "he'd", "she'd",
))
# fmt: on
_DASH_AFTER_STOP: Final = re.compile(r"(?:[.!?\n]|^)[\"'\u201d)]* ?[\u2013\u2014-]+ ?$")
_ANOTHERS: Final = re.compile(
    r"\b(?:another|someone else|somebody else|other|different|wrong|a stranger)(?:'s|\u2019s|s')?"
    r"(?: (?:person|people|man|woman|family|patient|client|customer|tenant|account|resident|one)"
    r"(?:'s|\u2019s|s'|s)?)?(?: \w+){0,2} ?(?:name|letters?|mail|slip|payment|file|account|chart|"
    r"note|records?|form|details|card|bill|results?|envelope|cheque|information|screen|profile|page|"
    r"application|statement|notice|receipt|prescription|data|number|one)\b[^\n]{0,90}$|"
    r"\b(?:it|which|that|they|screen|letter|page|envelope|email) (?:said|says|read|reads|showed)"
    r"[ :,]{1,3}[\"\u201c][^\"\u201d\n]{0,30}$",
    re.IGNORECASE,
)
_PERHAPS_ANOTHERS: Final = (
    "other", "else", "ifferent", "rong", "stranger", "said", "says", "read", "showed", "rom:",
)  # fmt: skip
_FORWARDED: Final = re.compile(r"\W*(?:fw|fwd|forwarded|tr)\b", re.IGNORECASE)
_AT_SCHOOL: Final = re.compile(
    r"\b(?:in|starting|repeating) (?:grade|kindergarten|preschool|daycare)\b", re.IGNORECASE
)
"""Who is in a grade does not sign comments."""
_LONGEST: Final = 13
_CARRIED_ON: Final = re.compile(r"[:(\[\u2013\u2014]|\s-\s")
_BRACKET: Final = re.compile(r" ?\([^()\n]{1,80}\),? (?=[^\W\d_])")


def owner_of_name(words: Words, name: Name) -> Whose:
    if name.is_public:
        return Whose.PUBLIC
    if _is_from_other_mail(words, name):
        return Whose.THIRD
    is_claimed = claims_name(words, name.first, name.last)
    if is_claimed or name.cue is Cue.SELF or _is_signed_above(words, name):
        return Whose.SELF
    if cue_before(words, name.first) is Cue.NONE and _signs(words, name):
        return Whose.SELF
    if _sign_together(words, name) or _signs_with_title(words, name):
        return Whose.SELF
    if name.cue in (Cue.RELATIVE, Cue.ROLE, Cue.TITLE):
        return Whose.SELF if _greets_again(words, name) else Whose.THIRD
    is_here = introduces(words, name.first, name.last) or _greets_again(words, name)
    return Whose.SELF if is_here or _closes(words, name) else Whose.THIRD


def _is_from_other_mail(words: Words, name: Name) -> bool:
    """'Somebody else's letter came to us: X', 'it said "Submitted by X"', 'FW: … From: X'."""
    start = words[name.first].start
    before = words.text[max(0, start - 140) : start]
    if not any(word in before for word in _PERHAPS_ANOTHERS):
        return False
    if _ANOTHERS.search(before) and words.low(name.first - 1) not in ("am", "i'm", "is"):
        return True
    is_from = words.low(name.first - 1) == "from" and ":" in words.gap(name.first)
    return is_from and _FORWARDED.match(words.text[:40]) is not None


def _is_signed_above(words: Words, name: Name) -> bool:
    """'I'll sign my name to it: X', 'My name, for the record: X'."""
    if words.gap(name.first).strip() != ":":
        return False
    before = words.low(name.first - 1), *words.before(name.first - 1, 8)
    return "name" in before and "my" in before


def _greets_again(words: Words, name: Name) -> bool:
    """'Fern Applegarth here', 'Octavio Lindo again'."""
    after = words.low(name.last + 1)
    return after in ("here", "again") and (
        words[name.first].opens or words.low(name.first - 1) in ("hello", "hi", "hey", "it's")
    )


def _closes(words: Words, name: Name) -> bool:
    """'Yours in frustration, X', 'Best wishes and a happy new year, X' at the end of a line."""
    start = _start_of_piece(words, name.first)
    before = {words.low(n) for n in range(start, name.first)}
    if not 0 < len(before) < 9 or words.gap(name.first).strip() != ",":
        return False
    if words.low(start) in ("yours", "respectfully", "sincerely", "warmly", "kind", "best"):
        return True
    rest = words.text[words[name.last].end : words[name.last].end + 2].strip(" .!")
    return rest in ("", "\n") and before <= _WISHES


def _start_of_piece(words: Words, index: int) -> int:
    """Where the piece begins that holds this word, no further back than a signature may be long."""
    floor = max(0, index - _LONGEST)
    while index > floor and not words[index].opens:
        index -= 1
    return index


def _signs(words: Words, name: Name) -> bool:
    """The name begins a piece without a verb: a signature, with a town or a number behind."""
    gap = words.gap(name.first)
    is_carried_on = _CARRIED_ON.search(gap) is not None and not _DASH_AFTER_STOP.search(gap)
    behind = words.text[words[name.last].end : words[name.last].end + 2]
    is_carried_on = is_carried_on or behind == ": "  # 'Flo: gave up'
    if not words[name.first].opens or is_carried_on or _stands_between(words, name):
        return False
    first = name.first
    last = name.last
    while last + 1 < len(words) and not words[last + 1].opens and last < name.last + _LONGEST:
        last += 1
    rest = [words.low(n) for n in range(name.last + 1, last + 1)]
    end = words[name.last].end
    is_pupil = _AT_SCHOOL.search(words.text, end, end + 60) is not None
    if is_pupil or len(rest) > 11 or _is_subject(words, name.last):
        return False
    if any(word in _VERBS for word in rest) or any(
        word.endswith("ed") and len(word) > 4 and word not in _STANDINGS for word in rest
    ):
        says_so = "says" in rest[:8] and words.gap(name.last + 1).strip() == ","
        return says_so and not any(word in THEIRS for word in rest)
    if _goes_on_behind_bracket(words, name.last) or words.low(last + 1) in _ONE:
        return False
    behind = words.low(name.last + 1) if "(" in words.gap(name.last + 1) else ""
    described = ("my", "our", "the", "his", "her", "their", "and")
    if behind in described or (rest and rest[0] in described):
        return False
    if words[name.last].is_owner or any(word in THEIRS for word in rest):
        return False
    return first == name.first


def _stands_between(words: Words, name: Name) -> bool:
    """'the woman who screams. Corinne. Off her meds since Easter': the text goes on about her."""
    behind = [words.low(n) for n in range(name.last + 1, name.last + 12)]
    if name.first == 0 or words.gap(name.first) not in (". ", "! ", "? ", "... "):
        return False
    ends = words.text[words[name.last].end : words[name.last].end + 2] == ". "
    return ends and not {"his", "her", "he", "she", "him"}.isdisjoint(behind)


def _sign_together(words: Words, name: Name) -> bool:
    """'Clint and Rhonda Yaremko' as the last words."""
    first = _start_of_piece(words, name.first)
    size = len(words) - first
    if not 3 <= size <= 6 or not re.search(r"[.!?\n]", words.gap(first)):
        return False
    both = [words.low(n) for n in range(first, len(words))]
    return both.count("and") == 1 and all(
        words[n].is_capital or words.low(n) == "and" for n in range(first, len(words))
    )


def _signs_with_title(words: Words, name: Name) -> bool:
    """'Sister Bernadine Roy', 'Dr. X' as the last words."""
    before = name.first - 1
    return (
        before > 0
        and name.last > name.first
        and name.last == len(words) - 1
        and words[before].opens
        and not set("\"'\u201d") & set(words.gap(before))
        and words.low(before) in keys("private_titles")
        and re.search(r"[.!?\n]", words.gap(before)) is not None
    )


def _is_subject(words: Words, last: int) -> bool:
    """'Ernie coughs …': an ordinary word goes on behind the name without a comma."""
    if last + 1 >= len(words) or words.text[words[last].end : words[last + 1].start] != " ":
        return False
    low = words.low(last + 1)
    return (
        low not in _BEHIND_SIGNATURE
        and low not in _STANDINGS
        and not words[last + 1].is_capital
        and is_ordinary(low)
        and words.low(last + 2) not in ("resident", "citizen", "owner", "student", "")
    )


def _goes_on_behind_bracket(words: Words, last: int) -> bool:
    """'X (x@example.com) listed our home': a verb follows the bracket."""
    bracket = _BRACKET.match(words.text, words[last].end)
    if bracket is None:
        return False
    index = words.index_at(bracket.end())
    low = words.low(index)
    return low in _VERBS or (low.endswith("ed") and low not in _STANDINGS)
