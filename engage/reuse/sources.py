"""Where words from elsewhere are from, what allows their use, where words go. Pure.

Content from elsewhere needs a consent that is in force, or an enactment, act and section both (R35,
R36). FOIPPA asks a consent to say what, why, to whom and from when; it may say until when.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from engage.core.errors import Refused
from engage.core.text import is_blank


class SourceKind(StrEnum):
    """What was not written to us."""

    LETTER = "letter"
    SURVEY = "survey"
    CAPTION = "caption"
    INTERVIEW = "interview"
    EMAIL = "email"
    OTHER = "other"


class TargetKind(StrEnum):
    """Where words are used; the register writes reports by itself."""

    REPORT = "report"
    PAGE = "page"
    PRESENTATION = "presentation"
    NEWS_RELEASE = "news_release"
    SOCIAL_MEDIA = "social_media"
    OTHER = "other"


class Basis(StrEnum):
    """What allows a use."""

    COLLECTED_FOR_IT = "collected_for_it"
    CONSENT = "consent"
    ENACTMENT = "enactment"


BY_HAND: Final = tuple(kind for kind in TargetKind if kind is not TargetKind.REPORT)

SOURCE_WORDS: Final[Mapping[SourceKind, str]] = {
    SourceKind.LETTER: "A letter to an editor",
    SourceKind.SURVEY: "Another agency\u2019s survey",
    SourceKind.CAPTION: "The caption of a photograph",
    SourceKind.INTERVIEW: "An interview",
    SourceKind.EMAIL: "An e-mail that was not written to us",
    SourceKind.OTHER: "Something else",
}
TARGET_WORDS: Final[Mapping[TargetKind, str]] = {
    TargetKind.REPORT: "Report",
    TargetKind.PAGE: "Web page",
    TargetKind.PRESENTATION: "Presentation",
    TargetKind.NEWS_RELEASE: "News release",
    TargetKind.SOCIAL_MEDIA: "Social media",
    TargetKind.OTHER: "Other",
}
BASIS_WORDS: Final[Mapping[Basis, str]] = {
    Basis.COLLECTED_FOR_IT: "FOIPPA s. 32 (a) and 33 (2) (d): what the comment was collected for",
    Basis.CONSENT: "FOIPPA s. 33 (2) (c): consent",
    Basis.ENACTMENT: "An enactment",
}
_ATTRIBUTIONS: Final[Mapping[str, Mapping[SourceKind, str]]] = {
    "en": {
        SourceKind.LETTER: "from a letter to an editor",
        SourceKind.SURVEY: "from another survey",
        SourceKind.CAPTION: "from the caption of a photograph",
        SourceKind.INTERVIEW: "from an interview",
        SourceKind.EMAIL: "from an e-mail",
        SourceKind.OTHER: "from elsewhere",
    },
    "fr": {
        SourceKind.LETTER: "extrait d\u2019une lettre ouverte",
        SourceKind.SURVEY: "extrait d\u2019un autre sondage",
        SourceKind.CAPTION: "extrait d\u2019une légende de photo",
        SourceKind.INTERVIEW: "extrait d\u2019une entrevue",
        SourceKind.EMAIL: "extrait d\u2019un courriel",
        SourceKind.OTHER: "d\u2019une autre source",
    },
}

NOT_YET: Final = "The consent is not in force yet."
EXPIRED: Final = "The consent has expired."
WITHDRAWN: Final = "The consent was withdrawn."
NO_BASIS: Final = "Choose a consent that is in force, or name an act and its section."
BOTH: Final = "Choose a consent or name an enactment, not both."
LINE: Final = 200
LONG: Final = 1_000


def attribution(kind: SourceKind | None, language: str) -> str:
    """What a reader is told of where words come from: '' for a comment, never a name."""
    return _ATTRIBUTIONS[language][kind] if kind is not None else ""


@dataclass(frozen=True)
class Term:
    """From when until when (exclusive; None: without end) a consent holds, and its withdrawal."""

    effective_at: datetime
    ends_at: datetime | None
    withdrawn_at: datetime | None

    def why_not(self, now: datetime) -> str:
        """Why words may not be used under it now; '' where they may."""
        if self.withdrawn_at is not None and self.withdrawn_at <= now:
            return WITHDRAWN
        if now < self.effective_at:
            return NOT_YET
        if self.ends_at is not None and self.ends_at <= now:
            return EXPIRED
        return ""


@dataclass(frozen=True)
class ConsentContent:
    """A consent as it is recorded; `name` may be ''."""

    what: str
    purpose: str
    to_whom: str
    proof: str
    effective_at: datetime
    ends_at: datetime | None
    name: str = ""

    def refuse_gaps(self) -> None:
        """Raises Refused at the first field that says too little or too much."""
        for field, text, message in (
            ("what", self.what, "Say which words or picture the person agreed to."),
            ("purpose", self.purpose, "Say what they may be used for."),
            ("to_whom", self.to_whom, "Say to whom they may be shown."),
            ("proof", self.proof, "Say where the signed consent is kept."),
        ):
            if is_blank(text):
                raise Refused(field, message)
            if len(text) > LONG:
                raise Refused(field, f"Use at most {LONG:,} characters.")
        if len(self.name) > LINE:
            raise Refused("name", f"Use at most {LINE} characters.")
        if self.ends_at is not None and self.ends_at <= self.effective_at:
            raise Refused("ends_on", "The last day comes before the first.")


@dataclass(frozen=True)
class Elsewhere:
    """Words from elsewhere, and what is said to allow their use."""

    kind: SourceKind
    origin: str
    body: str
    language: str
    consent_id: int | None = None
    act: str = ""
    section: str = ""

    def refuse_gaps(self) -> None:
        """Raises Refused: without words, without origin, without consent or enactment (R35)."""
        if is_blank(self.body):
            raise Refused("body", "Write the words that you want to quote.")
        if is_blank(self.origin):
            raise Refused("origin", "Say where the words stood, without naming a private person.")
        if len(self.origin) > LINE:
            raise Refused("origin", f"Use at most {LINE} characters.")
        refuse_no_enactment(self.consent_id, self.act, self.section)


def refuse_no_enactment(consent_id: int | None, act: str, section: str) -> None:
    """Raises Refused unless there is a consent, or an act with its section, and not both."""
    named = bool(act.strip()), bool(section.strip())
    if consent_id is not None:
        if any(named):
            raise Refused("consent_id", BOTH)
        return
    if not any(named):
        raise Refused("consent_id", NO_BASIS)
    if not named[0]:
        raise Refused("act", "Name the act too.")
    if not any(character.isdigit() for character in section):
        raise Refused("section", "Name the section too, by its number.")
    for field, text in (("act", act), ("section", section)):
        if len(text) > LINE:
            raise Refused(field, f"Use at most {LINE} characters.")
