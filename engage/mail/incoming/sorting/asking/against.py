"""What speaks against a withdrawal, whatever else a text says: refusals, conditions, other matters.

Both languages in one; for text in small letters.
"""

import re
from typing import Final

from engage.mail.incoming.sorting.asking import one_of

_STEM: Final = one_of(
    r"withdr[ae]w\w*|retract\w*|remov(?:e|ing|al)\b|delet(?:e|ing)\b"
    r"|tak(?:e|ing) (?:it|my|this|that) \w+"
)
_REFUSED: Final = (
    one_of(
        r"\b(?:not|never|cannot|without|refuse|why|how|whether|rather than|instead of)",
        r"(?:n't|\b(?:dont|wont|cant|didnt|wouldnt))",
        r"\bno (?:need|intention|reason|plans?|wish)",
    )
    + r"[ ,'-]+(?:(?!please|so|and|then|but|therefore)[\w']+[ ,'-]+){0,5}?"
    + _STEM
)
_REFUSED_IN_FRENCH: Final = (
    r"\bn(?:e |')(?:(?!veuillez|donc|et|merci)[\w']+ ){0,4}?(?:retir|supprim|effac|annul)"
    r"|\bsans (?:retir|supprim)"
    r"|\b(?:pourquoi|comment) (?:[\w'-]+ ){0,4}?(?:retir|supprim|effac|annul)"
)
_KEPT: Final = (
    r"\b(?:keep|leave|gardez?|garder|conserve[rz]?|laisse[rz]?)"
    r" (?:it|my|this|the|them|mon|ma|mes|le|la|les|ce)\b"
)
_REPLACED: Final = r"\breplac\w+|\bre-?submit\w*|\bremplac\w+|\binstead\b|\bplutôt\b|\bà la place\b"
_CONDITIONAL: Final = (
    r"\b(?:unless|only if|otherwise|or else|à moins|sinon|sauf si|seulement si)\b"
    rf"|{_STEM}[^.\n]{{0,200}}\b(?:if (?!possible|you can\b)|once|until|in case|une fois)\b"
    r"|\bif (?:i|we|you) (?!could|would)(?:\w+ ){0,2}?withdr|\bsi (?:je|vous) (?:\w+ ){0,2}?retir"
)
_ASKED_BACK: Final = r"(?:^|[.!?\n] ?)(?:withdraw|retract|retirer|retrait) ?\?|\bno way\b"
AGAINST: Final = re.compile(
    "|".join((_REFUSED, _REFUSED_IN_FRENCH, _KEPT, _REPLACED, _CONDITIONAL, _ASKED_BACK))
)
OTHER_MATTER: Final = re.compile(
    r"\b(?:bills?|proposals?|projects?|plans?|polic(?:y|ies)|laws?|act|legislation|government"
    r"|minist\w+|premier|tax(?:es)?|regulations?|permits?|licen[cs]es?|applications?|projets?"
    r"|lois?|gouvernement|politiques?|règlements?|taxes?)\b"
)
CONDITION: Final = re.compile(
    r"(?:if|when|unless|once|until|before|after|what|how|why|where|who|si|quand|lorsque|avant"
    r"|après|comment|pourquoi)\b(?! (?:possible|you can)\b)"
)
"""A sentence that begins so asks or supposes something."""
