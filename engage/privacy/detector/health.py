"""What a comment says of the health of somebody it identifies.

Words of illness are everywhere in comments about health care; they are personal information only
near a person who is named or singled out. The stretch runs from the verb to the end of the clause.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from engage.privacy.detector.ailments import find_ailments
from engage.privacy.lists import entries
from engage.privacy.words import Words, key

_CLAUSE_END: Final = re.compile(
    r"[.!?;\n,]|\band (?=(?:he|she|they|i|we|the|my|our|it|there|no|nobody)\b)|"
    r"\b(?:because|so that|but|while|which)\b|[\uff0c\u3002]",
    re.IGNORECASE,
)
# fmt: off
STARTS: Final = frozenset((
    "has", "had", "have", "is", "was", "needs", "needed", "got", "gets", "lost", "takes", "took",
    "suffers", "suffered", "survived", "died", "missed", "broke", "uses", "used", "waited",
    "waits", "waiting", "started", "went", "goes", "going", "aren't", "isn't", "wasn't", "been",
    "spent", "fell", "developed", "fights", "fighting", "battling", "recovering", "can't",
    "cannot", "hasn't", "couldn't", "getting", "having", "lives", "living", "who", "with", "on",
    "od'd", "overdosed", "relapsed", "collapsed", "caught", "beat", "beating", "souffre", "a",
    "est", "attend", "she", "he", "for", "his", "her", "their", "be", "under", "underwent",
    "were", "are", "taking", "receiving", "receives", "stopped", "quit", "tried", "from",
))
# fmt: on
_REACH: Final = 8
# No end of a sentence: 'T. Abernethy', 'Mrs. Kwong'.
_SENTENCE_END: Final = re.compile(
    r"(?<![\s.][A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSt)[.!?](?=\s|$)|\n|[\u3002]"
)
_FOLLOWING: Final = 2
_FRAGMENT: Final = 12
_HEAD: Final = re.compile(r"[\w']+")
_PRONOUNS: Final = frozenset((
    "he", "she", "his", "her", "they", "their", "il", "elle", "hers", "he's", "she's", "him",
    "himself", "herself", "she'd", "he'd", "he'll", "she'll",
))  # fmt: skip
_AUTHOR_OR_YOU: Final = frozenset((
    "i", "i'm", "i've", "we", "my", "our", "you", "your", "me", "us", "je", "nous", "vous", "mon",
    "ma", "we've", "we're", "i'd", "you're", "people", "everyone", "nobody", "many", "anyone",
))  # fmt: skip
# 'The cancer clinic', 'mental health funding': the word tells of a place or of policy.
_INSTITUTION: Final = re.compile(
    r" (?:clinics?|cent(?:re|er)s?|society|ward|units?|agency|agencies|research|money|funding|"
    r"programs?|programme|patients|services?|beds|office|nurses?|counsellors?|workers?|plans?|"
    r"strategy|act|crisis|epidemic|policy|policies|aides?|specialists?|awareness|association|"
    r"foundation|network|run|walk|ride|teams?|coverage|wing|department|consultants?|advocates?|"
    r"line|van|tax|charity|fundraiser|law|laws|story|stories|numbers|statistics|parking|spots?|"
    r"stall|ramps?|access|people|folks|kids|children|seniors|community)\b"
)
_MAID: Final = re.compile(r"\bMAiD\b")
_SUBJECT: Final = re.compile(
    r"\b(i|i'm|i've|i'd|we|we're|we've|he|she|he's|she's|who|his|her|him|they|their|whose|"
    r"il|elle|je|nous)\b",
    re.IGNORECASE,
)
_AUTHOR: Final = frozenset(("i", "i'm", "i've", "i'd", "we", "we're", "we've", "je", "nous"))


@cache
def pattern(*names: str) -> re.Pattern[str]:
    """The entries of these lists as one search; '*' stands for any ending."""
    lines = sorted({key(line) for name in names for line in entries(name)}, key=len, reverse=True)
    by_start: dict[str, dict[str, list[str]]] = {}
    for line in lines:
        rest = re.escape(line[2:].rstrip("*")) + (r"\w*" if line.endswith("*") else "")
        by_start.setdefault(line[0], {}).setdefault(line[1], []).append(rest)
    # Grouped by two letters, or each place of a text would be tried against a thousand entries.
    parts = [
        re.escape(one)
        + "(?:"
        + "|".join(f"{re.escape(two)}(?:{'|'.join(rests)})" for two, rests in seconds.items())
        + ")"
        for one, seconds in by_start.items()
    ]
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE)


_CHINESE: Final = re.compile(
    "[得患有做](?:了|過|过)?[^\uff0c\u3002\uff01\uff1f]{0,6}(?:癌|病|症|炎|糖尿|中风|中風|手术|手術|"
    "抑郁|抑鬱|肿瘤|腫瘤|瘫|癱|艾滋|肝|肾|腎|骨折|透析|化疗|化療)[^\uff0c\u3002\uff01\uff1f]{0,4}|"
    "(?:肾|腎|心脏|心臟|肝|肺|眼睛|耳朵|腿|腰|膝盖|膝蓋|胃|身体|身體|记性|記性)(?:很|都|也)?(?:不好|不行|坏了|壞了|痛|疼)|"
    "(?:每[周天月週]|做|要|去)?(?:洗肾|洗腎|透析|化疗|化療)|(?:中风|中風|脑溢血|癌症|流产|流產|跌倒|摔倒)"
    "(?:以后|以後|之后|之後|了)?(?:不能|走不)?[^\uff0c\u3002\uff01\uff1f]{0,4}|"
    "(?:不能|不会|不會|没法|沒法)(?:走路|说话|說話|吃饭|吃飯|自理|起床)|走不动|走不動|坐轮椅|坐輪椅|卧床|臥床|失明|"
    "失聪|失聰|耳聋|耳聾|住院|怀孕|懷孕|自杀|自殺|老年痴呆|失智"
)


def find_health(words: Words, marks: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches about health in the sentence of a mark (code points), or in the one after it."""
    text, every = words.text, sorted(marks)
    begins = [mark[0] for mark in every]
    for start, end in _near(words, marks):
        taken = -1
        # Only the marks of this sentence: a long list would be gone through for each of its lines.
        marks = every[max(0, bisect_left(begins, start) - 2) : bisect_left(begins, end)]
        for at, until in _signs(text, start, end):
            if at < taken or _is_of_author(text, start, at, marks):
                continue
            begin = max(_begin(words, start, at, marks), taken)
            stop = _CLAUSE_END.search(text, until)
            taken = min(stop.start() if stop else end, end)
            taken -= len(text[begin:taken]) - len(text[begin:taken].rstrip(" \"'\u201d)"))
            if begin < taken and not any(a <= begin and taken <= b for a, b in marks):
                yield begin, taken
        for found in _CHINESE.finditer(text, start, end):
            yield found.span()


def _signs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """What tells of an illness in one sentence, in its order: words of the lists, and phrases."""
    low = key_same_length(text[start:end])
    found = [
        match.span()
        for match in pattern("health", "medicines").finditer(low)
        if not _INSTITUTION.match(low, match.end())
    ]
    found += [span for span in find_ailments(low) if not _INSTITUTION.match(low, span[1])]
    if "MAiD" in text[start:end]:
        found += [match.span() for match in _MAID.finditer(text[start:end])]
    return [(start + a, start + b) for a, b in sorted(found)]


def _is_of_author(text: str, start: int, at: int, marks: Sequence[tuple[int, int]]) -> bool:
    """'Edna Quist and I both have MS', 'I am deaf, Dr. Osei said': the author's own."""
    behind_mark = max((b for _, b in marks if start <= b <= at), default=start)
    subjects = _SUBJECT.findall(text, behind_mark, at)
    return bool(subjects) and subjects[-1].lower() in _AUTHOR


def key_same_length(text: str) -> str:
    """Small letters and plain apostrophes, each character in its place."""
    return "".join(sign if len(sign.lower()) != 1 else sign.lower() for sign in text).replace(
        "\u2019", "'"
    )


def _near(words: Words, marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences that hold a mark, and the one behind each, as code points."""
    bounds = [0, *(stop.end() for stop in _SENTENCE_END.finditer(words.text))]
    if bounds[-1] < len(words.text):
        bounds.append(len(words.text))
    sentences = list(pairwise(bounds))
    wanted: set[int] = set()
    begins = sorted(mark[0] for mark in marks)
    for number, (start, end) in enumerate(sentences):
        if bisect_left(begins, start) < bisect_left(begins, end):
            wanted.add(number)
            for ahead in range(number + 1, min(number + 1 + _FOLLOWING, len(sentences))):
                if not _goes_on(words.text[slice(*sentences[ahead])]):
                    break
                wanted.add(ahead)
    return [sentences[number] for number in sorted(wanted)]


def _goes_on(sentence: str) -> bool:
    """Still about the same person: 'He …', 'At night she …', 'Six years old, asthmatic.'"""
    spoken = [word.lower() for word in _HEAD.findall(sentence)[:_FRAGMENT]]
    if not spoken:
        return False
    if spoken[0] in _PRONOUNS:
        return True
    if not _AUTHOR_OR_YOU.isdisjoint(spoken[:4]):
        return False
    return len(spoken) < _FRAGMENT or not _PRONOUNS.isdisjoint(spoken)


def _begin(words: Words, floor: int, at: int, marks: Sequence[tuple[int, int]]) -> int:
    """Back to the verb that opens the clause, never into a name or another sentence."""
    index = words.index_at(at) - 1
    begin, steps = at, 0
    best = at
    while index >= 0 and steps < _REACH:
        word = words[index]
        if word.start < floor or any(a <= word.start < b for a, b in marks):
            break
        if re.search(r"[,;.!?]", words.text[word.end : begin]):
            break
        begin = word.start
        if word.low in STARTS:
            best = begin
            if word.low in ("has", "had", "is", "was", "needs", "got", "lost", "died"):
                break
        index, steps = index - 1, steps + 1
    return best
