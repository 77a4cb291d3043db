"""What people alone have around them: a neighbour's door, a wheelchair, somebody who buried them.

'Hazel next door to us', 'Heather from my quilting circle', 'Rose's inhaler', 'Told Faith', 'Grant
was twenty-two. He …', 'everyone called him Stosh'. It adds to the weighing of a name, above all of
a name that is also a word; it decides nothing alone.
"""

import re
from typing import Final

from engage.privacy.lists import is_given, is_ordinary, places
from engage.privacy.words import Words

_BESIDE: Final = re.compile(
    r",? (?:"
    r"(?:next|one|two|three|four|a few|couple of) doors? (?:down|up|over|away|to)?|next door|"
    r"(?:down|up|across|over) (?:the|our|my) (?:road|street|hall|hill|lane|block|way|river|bay|"
    r"alley|valley|creek|line)|across the|on (?:our|my) (?:block|street|road|floor|shift|crew|"
    r"team|route|lane|line)|upstairs|downstairs|from (?:my|our|the|her|his) [\w-]+|"
    r"(?:in|from) (?:room|unit|suite|apartment|apt|bed|number|\d)|over (?:at|on|by)|"
    r"at the [\w-]+|on the (?:third|second|first|fourth|top|night|day|crew|corner|reserve|team)|"
    r"(?:my|our) (?:kid|boy|girl|wife|husband|neighbou?r|friend|youngest|oldest|eldest|sister|"
    r"brother|son|daughter|niece|nephew)|who (?:runs|does|lives|works|drives|has|was|is|owns|"
    r"cooks|teaches|used|came|got)|and (?:I|me|her|his|my)\b|(?:on|in|of|from) [A-Z][\w'-]+, \d\d"
    r")(?![\w-])"
)
_AT_HOME: Final = re.compile(
    r",? (?:(?:one|two|three|four|five|a few|a couple of) doors? (?:down|up|over|away)|next door|"
    r"(?:down|up|across) (?:the|our|my) (?:road|street|hall|hill|lane|block)|upstairs|downstairs|"
    r"on (?:our|my) (?:block|street|road|floor)|from (?:down|up|across) the (?:road|street|hall))"
    r"(?![\w-])"
)
_EXPLAINED: Final = re.compile(
    r" ?[(\u2013\u2014,-] ?(?:that's|thats|which is|it's|not (?:his|her) real|as) "
    r"(?:what|how|the |real|we|everyone|everybody|they|not|his|her)"
)
# fmt: off
_SAID_TO: Final = frozenset((
    "adopted", "and", "arrested", "ask", "asked", "assaulted", "babysat", "behind", "believe",
    "beside", "bullied", "buried", "bury", "called", "carried", "dear", "diagnosed", "drove",
    "emailed", "evicted", "fired", "followed", "fostered", "found", "helped", "hired", "hugged",
    "knew", "know", "late", "let", "lets", "lost", "love", "loved", "married", "met", "miss",
    "missed", "my", "our", "owe", "owed", "paid", "pay", "phoned", "poor", "raised", "remember",
    "robbed", "rushed", "said", "saw", "says", "seen", "sent", "stabbed", "tell", "texted", "than",
    "thank", "thanked", "told", "took", "treated", "trust", "visit", "visited", "watched", "with",
    "without",
))
_SURELY: Final = frozenset((
    "adopted", "arrested", "ask", "asked", "assaulted", "babysat", "bullied", "buried", "carried",
    "drove", "evicted", "fired", "hired", "hugged", "met", "phoned", "poor", "rushed", "tell",
    "texted", "thank", "thanked", "told", "visited",
))
_HAS: Final = frozenset((
    "addiction", "allergies", "allergy", "ambulance", "anxiety", "apartment", "appointment", "arm",
    "ashes", "asthma", "aunt", "autism", "back", "bed", "bedroom", "been", "bike", "birthday",
    "blood", "body", "boss", "boyfriend", "breathing", "brother", "cancer", "caregiver", "case",
    "caseworker", "chemo", "children", "claim", "class", "counsellor", "cousin", "dad", "daughter",
    "daycare", "death", "dementia", "depression", "diabetes", "diagnosis", "dialysis", "doctor",
    "doctors", "ea", "eviction", "eyes", "eyesight", "face", "family", "father", "feet", "file",
    "funeral", "girlfriend", "gran", "granddaughter", "grandma", "grandson", "grave", "hand",
    "hearing", "heart", "hip", "hospital", "hours", "house", "husband", "iep", "inhaler",
    "inhalers", "insulin", "job", "kids", "knee", "landlady", "landlord", "leg", "mastectomy",
    "medication", "medications", "meds", "memory", "mind", "mom", "mother", "mum", "name",
    "neighbour", "nephew", "niece", "operation", "overdose", "oxygen", "pacemaker", "parents",
    "partner", "paycheque", "pension", "phone", "photo", "picture", "pills", "place",
    "prescription", "referral", "rent", "roommate", "seizures", "shift", "sister", "social", "son",
    "story", "stroke", "suite", "surgery", "teacher", "teeth", "tent", "therapy", "treatment",
    "treatments", "truck", "uncle", "voice", "wait", "walker", "walking", "wheelchair", "widow",
    "wife", "words",
))
SIZES: Final = frozenset(("little", "big", "old", "young", "poor", "wee", "lil", "dear", "sweet"))
_ONE: Final = frozenset((
    "he", "he'd", "he'll", "he's", "her", "hers", "him", "his", "she", "she'd", "she'll", "she's",
))
_LIVES: Final = frozenset((
    "can",
    "'s", "already", "also", "always", "asked", "asks", "broke", "came", "can't", "cannot", "cares",
    "carried", "carries", "cleaned", "cleans", "collapsed", "cooks", "coughs", "could", "couldn't",
    "counts", "cried", "cries", "cut", "cuts", "did", "didn't", "died", "does", "doesn't", "drinks",
    "drives", "drove", "eats", "feeds", "fell", "fixes", "forgets", "forgot", "found", "gets",
    "goes", "got", "grows", "had", "hadn't", "has", "hasn't", "hears", "helped", "helps", "is",
    "isn't", "just", "keeps", "kept", "knits", "knows", "left", "likes", "limps", "lives", "looks",
    "lost", "loves", "made", "makes", "mops", "moved", "needs", "never", "only", "paid", "pays",
    "picked", "picks", "plows", "prays", "put", "raised", "raises", "ran", "reads", "resigned",
    "retired", "runs", "said", "sang", "says", "sees", "self-harms", "sells", "sends", "sent",
    "shovels", "signs", "sings", "sits", "sleeps", "slept", "smokes", "sold", "speaks", "spoke",
    "started", "stayed", "stays", "still", "stocks", "stopped", "takes", "taught", "teaches",
    "thinks", "told", "took", "translates", "tried", "tries", "turned", "used", "uses", "waited",
    "waits", "wakes", "walked", "walks", "wants", "was", "wasn't", "wears", "went", "will", "won't",
    "worked", "works", "would",
))
# fmt: on
_JOINS: Final = frozenset(("and", "but", "so", "when", "if", "because", "since", "until", "that"))
_AGED: Final = re.compile(r"\b(?:[Aa]t|[Aa]ge|[Aa]ged) \d{1,2},? $")
_CALLED: Final = re.compile(
    r"\b(?:call(?:s|ed)?|dubbed|nicknamed|christened|named) (?:him|her|them|me|each other) $|"
    r"\b(?:he|she) (?:was|is|goes by|went by|answers to|answered to) (?:just |only |always )?$|"
    r"\bthey call(?:ed)? $|\b(?:goes|went) by $|\bknown (?:to \w+ )?as $|\b(?:real|full|first|"
    r"last|maiden) name (?:is|was) $"
)


def company_of(words: Words, first: int, last: int) -> float:
    """What stands around words `first` to `last` (inclusive) adds to the weight of a name."""
    weight = _before(words, first, last) if words[first].is_joined else 0.0
    weight += _behind(words, first, last)
    if _is_of_pair(words, first, last):
        weight += 0.5
    if is_apposed(words, first, last):
        weight += 0.8
    if _AGED.search(words.text[max(0, words[first].start - 12) : words[first].start]):
        weight += 1.6
    return weight + (1.3 if is_taken_up_soon(words, first, last) else 0.0)


def _before(words: Words, first: int, last: int) -> float:
    """'told Faith', 'Little River can't', 'everyone called him Stosh', 'at 54 Rod'."""
    before, low = words.low(first - 1), words.low(first)
    weight = 0.0
    if before in _SURELY:
        weight += 1.0
    elif before in _SAID_TO and is_given(low):
        weight += 0.4
    if before in SIZES and words.is_marked(first) and is_given(low):
        is_child = before in ("little", "lil", "young", "wee") and words.low(last + 1) in _LIVES
        weight += 1.6 if is_child else 0.6
    if is_called(words, first):
        weight += 2.6
    return weight


def _behind(words: Words, first: int, last: int) -> float:
    """'Art next door', 'Moose (that's what we all call him)', 'Rose's inhaler'."""
    behind, after = words.text[words[last].end : words[last].end + 40], words.low(last + 1)
    if after in ("means", "meant"):
        return -4.0  # 'Hadiya means gift': a word, no person
    if after in ("is", "was") and words.low(last + 2) in ("not", "no", "for", "what"):
        return -1.0 if is_ordinary(words.low(first)) else 0.0  # 'Joy is not a frill'
    weight = 0.0
    if _AT_HOME.match(behind) and is_given(words.low(first)):
        weight += 2.8
    elif _BESIDE.match(behind):
        weight += 1.0
    if _EXPLAINED.match(behind):
        weight += 2.6
    if words[last].is_owner and after in _HAS:
        weight += 0.7
    if words[first].opens and is_given(words.low(first)) and after in _LIVES:
        weight += 0.5
    return weight


def _is_of_pair(words: Words, first: int, last: int) -> bool:
    """'gord n lorna', 'Pat and Jean': two given names that are no words."""
    for beside, other in ((last + 1, last + 2), (first - 1, first - 2)):
        if words.low(beside) in ("and", "n", "et", "&") or words.text[
            words[last].end : words[last].end + 3
        ] in (" & ", " + "):
            low = words.low(other)
            if is_given(low) and not is_ordinary(low) and low not in places():
                return is_given(words.low(first)) and words.low(first) not in places()
    return False


def is_called(words: Words, index: int) -> bool:
    """'everyone at the legion called him Stosh': whatever the word is, it is his name."""
    if not words.is_marked(index):
        return False
    before = words.text[max(0, words[index].start - 28) : words[index].start]
    found = _CALLED.search(before)
    if found is None:
        return False
    return "call" in found[0] or not is_ordinary(words.low(index)) or is_given(words.low(index))


def is_apposed(words: Words, first: int, last: int) -> bool:
    """'The woman in 2B, Agnes, can't open …': between commas, one name."""
    behind = words.text[words[last].end : words[last].end + 1]
    return first > 1 and words.gap(first).strip() == "," and behind == "," and _no_list(words, last)


def _no_list(words: Words, last: int) -> bool:
    after = words.low(last + 1)
    return after in _LIVES or after in ("who", "my", "our", "his", "her", "and", "a", "the")


def is_taken_up_soon(words: Words, first: int, last: int) -> bool:
    """'Grant was twenty-two. He used alone …': a verb behind, and then 'he' or 'she'."""
    verb = last + 1
    if not (words[first].opens or words.low(first - 1) in SIZES | _JOINS):
        return False
    is_verb = words.low(verb) in _LIVES and verb < len(words) and words[verb].is_joined
    if not (is_verb or words[last].is_owner):
        return False
    index, stops = verb + 1, 0
    while index < len(words) and index < verb + 24:
        if words[index].opens:
            stops += 1
            if stops > 1:
                return words.low(index) in _ONE
        if words.low(index) in _ONE:
            return True
        if words.low(index) in ("i", "my", "we", "our", "woman", "man", "mother", "father"):
            return False
        index += 1
    return False
