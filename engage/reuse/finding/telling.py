"""Whether a sentence tells of somebody, or only of what its author thinks. Pure.

'I think we need more buses' names its author and tells nothing of them; 'my knees are shot' does.
"""

import re
from typing import Final

from engage.reuse.sentences import Span

_ADVERBS: Final = "also|really|do|don't|do not|strongly|would|just|still|firmly|all|already"
_OPINIONS: Final = (
    "think|feel|believe|want|hope|support|oppose|agree|like|wish|prefer|suggest|need|should|must|"
    "can(?!')|could(?!n't)|have to|ask|urge|know|see|doubt|trust|say|mean|appreciate|understand|"
    "love|hate|pay|against|for|worry|wonder|disagree|recommend|propose|expect|concerned|opposed"
)
_SHARED: Final = (
    r"opinion|view|communit\w+|children|province|government|system|city|country|democracy|forests?|"
    "schools?|hospitals?|roads?|water|future|economy|environment|planet|politicians|leaders|votes?|"
    "taxes|tax|youth|seniors|elders|hope|concern|question|suggestion|representatives?|society|"
    "voices?|elected|electoral|health care|streets|air|rivers|parks|resources|elections|kids"
)
_AVIS: Final = (
    "crois|pense|veux|voudrais|préfère|souhaite|trouve|ne veux|"
    "suis (?:contre|pour|d'accord|favorable)"
)
_TELLS: Final = re.compile(
    rf"\b(?:(?:i|we)(?:'m|'re|'ve|'d|'ll)?(?! (?:(?:{_ADVERBS}) ){{0,2}}(?:{_OPINIONS})\b)|"
    rf"(?:my|our)(?! (?:own )?(?:{_SHARED})\b)|"
    "me|us|mine|ours|he|she|his|her|him|who|mom|mum|dad|grandma|grandpa|born|married|"
    rf"je(?! (?:{_AVIS})\b)|moi|mon|ma|mes|nous|notre|nos|il|elle|son|sa|ses)\b|"
    r"\bj'(?!espère|aimerais)",
    re.IGNORECASE,
)


def tells_of_somebody(text: str, span: Span) -> bool:
    """Of the sentence at this place; apostrophes are plain."""
    return _TELLS.search(text, *span) is not None
