"""Texts that machines send for people: they are away, or their office has your message. Pure.

Such words alone prove nothing: a person may write them too. So the text must hold little else, and
`automatic` asks for another sign beside it.
"""

import re
from typing import Final

LONGEST_SENTENCE: Final = 40
OTHER_WORDS: Final = 10
"""More words than these that are none of a machine's, and a person says something."""

_ABSENT: Final = re.compile(
    r"\bout of (?:the |my |our )?office\b|\baway from (?:the |my )?(?:office|desk|e-?mail)"
    r"|\bi(?:'m| am|'ll be| will be| have been)(?: currently| now)? (?:away\b|absent\b|travel"
    r"|unavailable|on (?:\w+ ){0,2}(?:leave|vacation|holidays?)\b)"
    r"|\bcurrently (?:away|on \w+ leave)"
    r"|\b(?:limited|no|intermittent|sporadic) access to (?:my )?e-?mail"
    r"|\b(?:reply|respond|answer\w*|read|get back)\b[^.!?\n]{0,60}\b(?:when i|upon my|on my|once i)"
    r" (?:return|am back|get back)\b"
    r"|\bi (?:will|shall) (?:be back|be returning|return (?:to|on))\b|\bi'll be back\b"
    r"|\breturning (?:to the office |on |monday|tuesday|wednesday|thursday|friday)"
    r"|\bno longer (?:with|working (?:for|at)|employed)|\bnot in the office\b"
    r"|\b(?:je suis|je serai|serai|suis)(?: actuellement| présentement)? (?:absente?|en congé"
    r"|en vacances|à l'extérieur|hors)|\bhors du bureau|\babsente? du bureau|\bà mon retour\b"
    r"|\b(?:je serai )?de retour (?:au bureau|le \d|lundi|mardi|mercredi|jeudi|vendredi)"
    r"|\bmon absence\b|\bpendant (?:mes vacances|mon congé)|\bje ne travaille plus"
    r"|\bnicht im (?:büro|haus)|\babwesend\b|\bfuera de la oficina\b|\bestoy ausente\b",
    re.I,
)
_ON_LEAVE: Final = re.compile(
    r"\bon (?:annual|maternity|parental|medical|sick|extended|personal|vacation) leave\b", re.I
)
"""Of somebody else perhaps: enough to say what a machine wrote, not that it did."""
_ACKNOWLEDGED: Final = re.compile(
    r"\bautomat(?:ic|ed)(?:ally)?[ -]?(?:generated )?(?:reply|response|message|e-?mail|acknowledg)"
    r"|\bautomatically generated|\bauto-?(?:reply|response|generated)|\bauto-?responder"
    r"|\b(?:do not|don't) (?:reply|respond) (?:directly )?to this"
    r"|\b(?:we|i)(?: have|'ve)? received your (?:e-?mail|message|request|inquiry|enquiry|ticket)"
    r"|\byour (?:e-?mail|message|request|inquiry|enquiry|ticket|case)(?: \S+)?"
    r" (?:has been|have been|was) (?:received|created|opened|logged|submitted|assigned)"
    r"|\bréponse automati|\bmessage automati|\bcourriel automati|\bgénérée? automatiquement"
    r"|\bne (?:pas répondre|répondez pas) à ce|\bnous avons bien reçu votre|\baccus\w+ réception"
    r"|\bvotre (?:courriel|message|demande) a (?:bien )?été reçue?",
    re.I,
)
_THANKED: Final = re.compile(
    r"\bthank(?:s| you) for (?:contacting|reaching out|your (?:e-?mail|message|inquiry|enquiry))"
    r"|\bmerci (?:de|d') nous avoir (?:écrit|contacté)"
    r"|\bmerci (?:pour|de) votre (?:courriel|message)",
    re.I,
)
"""As people thank too."""
_AROUND: Final = re.compile(
    r"\b(?:urgent|immediate|assist\w*|contact\w*|respon[ds]\w*|reply|get back to you|regards"
    r"|sincerely|thanks?|thank you|hello|hi|dear|greetings|good (?:morning|day|afternoon)"
    r"|call|phone|telephone|tel|fax|cell|e-?mails?|inbox|office hours|holidays?|business (?:days?"
    r"|hours)|monitored|inquir\w*|enquir\w*|tickets?|reference|confidential\w*|intended recipient"
    r"|attention|messages?|shortly|as soon as|forward\w*|bonjour|cordialement|merci|urgence"
    r"|joindre|communiquer|veuillez|urgente?|courriels?|répondr\w*|salutations|absence"
    r"|delegat\w*|covering|acting)\b|@|\d{3}[-. )]{1,2}\d{3}[-. ]\d{4}|https?://",
    re.I,
)
_OPINION: Final = re.compile(
    r"\b(?:should|(?:i|we) (?:also |still |strongly )?(?:support|oppose|disagree|agree|suggest"
    r"|like)|against|please (?:add|build|stop|keep|fix|count)|devrai(?:t|ent)|j'appuie"
    r"|je m'oppose|contre|withdraw|retirer)\b",
    re.I,
)
_SENTENCE_END: Final = re.compile(r"[.!?]\s|\n+")
_APOSTROPHES: Final = str.maketrans({"\u2019": "'", "\u02bc": "'", "\u00a0": " "})


def tells_absence(text: str) -> bool:
    """Somebody is away until some day, or for good."""
    plain = text.translate(_APOSTROPHES)
    return bool(_ABSENT.search(plain) or _ON_LEAVE.search(plain))


def tells_receipt(text: str) -> bool:
    """Something was received, by a machine that says so."""
    plain = text.translate(_APOSTROPHES)
    return bool(_ACKNOWLEDGED.search(plain) or _THANKED.search(plain))


def is_only_that(text: str) -> bool:
    """Whether it tells one of the two and hardly anything else."""
    text = text.translate(_APOSTROPHES)
    if not (_ABSENT.search(text) or _ACKNOWLEDGED.search(text)):
        return False
    return holds_little_else(text)


def holds_little_else(text: str) -> bool:
    """Whether hardly anything stands in it that no machine would say."""
    return _other_words(text) <= OTHER_WORDS


def _other_words(text: str) -> int:
    """Words in sentences that no machine would say."""
    count = OTHER_WORDS + 1 if _OPINION.search(text) else 0
    for sentence in _SENTENCE_END.split(text):
        words = len(sentence.split())
        told = any(kind.search(sentence) for kind in (_ABSENT, _ACKNOWLEDGED, _THANKED, _AROUND))
        if not told or words > LONGEST_SENTENCE:
            count += words
    return count
