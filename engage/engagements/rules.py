"""Phases by the clock, and what staff write about an engagement. Pure.

`phase` is the single truth for what a page says and for what is accepted, on every way in (R87).
No job opens or closes anything: jobs only announce what the clock has already decided.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from engage.engagements import questions
from engage.engagements.planning.rules import PlanningContent, written_down
from engage.engagements.questions import Question, in_words, question_from_json

RESERVED_TOPIC_SLUGS: Final = frozenset(
    {
        "calendar",
        "comment",
        "documents",
        "embed",
        "feed",
        "follow",
        "in",
        "moderation",
        "notice",
        "poster",
        "qr",
        "report",
        "results",
        "share",
        "updates",
    }
)
SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LENGTH: Final = 80
TITLE_LENGTH: Final = 200
SUMMARY_LENGTH: Final = 600
BODY_LENGTH: Final = 50_000


class Phase(StrEnum):
    PLANNED = "planned"
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"
    RESULTS = "results"


class Kind(StrEnum):
    TIME_LIMITED = "time_limited"
    ONGOING = "ongoing"


class AvenueKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    MAIL = "mail"
    IN_PERSON = "in_person"


@dataclass(frozen=True)
class Timing:
    """The four instants that decide a phase; an ongoing engagement has no `closes_at`.

    `is_opening_held`: its opening fell into an election period, and nobody has let it open since.
    """

    published_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    results_at: datetime | None
    is_opening_held: bool = False

    def phase(self, now: datetime) -> Phase:
        """The phase at `now`: open from `opens_at` on, closed from `closes_at` on."""
        if self.published_at is None or self.opens_at is None or now < self.published_at:
            return Phase.PLANNED
        if self.results_at is not None and now >= self.results_at:
            return Phase.RESULTS
        if self.closes_at is not None and now >= self.closes_at:
            return Phase.CLOSED
        is_open = now >= self.opens_at and not self.is_opening_held
        return Phase.OPEN if is_open else Phase.UPCOMING

    def accepts_comments(self, received_at: datetime) -> bool:
        """Whether a comment received at that instant counts (R87).

        An ongoing engagement reports back now and then and goes on listening (R73).
        """
        phase = self.phase(received_at)
        ongoing = self.closes_at is None and phase is Phase.RESULTS
        return phase is Phase.OPEN or ongoing

    def next_change(self, now: datetime) -> datetime | None:
        """The next instant at which the phase may differ, for caches and announcements."""
        instants = (self.published_at, self.opens_at, self.closes_at, self.results_at)
        return min((instant for instant in instants if instant and instant > now), default=None)


@dataclass(frozen=True)
class Avenue:
    """Another way to take part: what to use, in words, and the address itself."""

    kind: AvenueKind
    value: str


@dataclass(frozen=True)
class DocumentShown:
    """A document on the engagement's page, as its readers see it listed; `name` is a hash of what
    is in it, so that an approval binds to the file as well. `size` in bytes; `is_for_all`: no
    fault is known that keeps some people from reading it."""

    name: str
    title: str
    language: str
    description: str = ""
    pages: int = 1
    size: int = 0
    is_for_all: bool = True


@dataclass(frozen=True)
class EngagementContent:
    """What staff write about an engagement; one immutable revision holds one of these."""

    title: str = ""
    kind: Kind = Kind.TIME_LIMITED
    topic_areas: tuple[str, ...] = ()
    region: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    summary: str = ""
    body: str = ""
    avenues: tuple[Avenue, ...] = ()
    notice_template: str = ""
    contact: str = ""
    documents: tuple[DocumentShown, ...] = ()

    def avenue(self, kind: AvenueKind) -> str:
        return next((avenue.value for avenue in self.avenues if avenue.kind is kind), "")


@dataclass(frozen=True)
class TopicContent:
    """A discussion post or question; necessity says why answers are needed (R21).

    `personal_reason` says why the prompt stands although it seems to ask for personal details
    (R22).
    """

    title: str = ""
    body: str = ""
    prompt: str = ""
    necessity: str = ""
    personal_reason: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class ResultsContent:
    """What was heard and what was done with it (R73)."""

    summary: str = ""
    body: str = ""


@dataclass(frozen=True)
class UpdateContent:
    """What an engagement's team tells its readers while it goes on."""

    title: str = ""
    summary: str = ""
    body: str = ""


@dataclass(frozen=True)
class TranslatedText:
    """One text of an engagement in another language; `of`: a hash of the wording that it is the
    translation of. `parts` are words by name that few texts have, such as the options of a question
    (see `multilingual.parts`)."""

    key: str
    title: str = ""
    summary: str = ""
    body: str = ""
    prompt: str = ""
    necessity: str = ""
    of: str = ""
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> dict[str, str]:
        """All that it says, by name; what is empty is not there."""
        own = {
            "title": self.title,
            "summary": self.summary,
            "body": self.body,
            "prompt": self.prompt,
            "necessity": self.necessity,
        }
        return {name: text for name, text in (*own.items(), *self.parts) if text}


@dataclass(frozen=True)
class TranslationContent:
    """The texts of an engagement in one other language."""

    texts: tuple[TranslatedText, ...] = ()


Content = (
    EngagementContent
    | TopicContent
    | ResultsContent
    | UpdateContent
    | TranslationContent
    | PlanningContent
)

# Came later than the first revisions: left out while empty, so that no hash of theirs changes.
_LEFT_OUT_WHILE_EMPTY: Final = ("documents", "personal_reason", "questions")
# What early revisions hold and nothing reads: the planning record took its place.
_GONE: Final = ("pia_reference",)


def to_json(content: Content) -> str:
    """Canonical JSON: sorted keys, no white space, instants as ISO 8601 UTC."""
    values = {
        name: value
        for name, value in asdict(content, dict_factory=written_down).items()
        if value or name not in _LEFT_OUT_WHILE_EMPTY
    }

    def plain(value: object) -> str:
        if isinstance(value, datetime):
            return value.isoformat()
        raise TypeError(type(value).__name__)

    return json.dumps(
        values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=plain
    )


def content_hash(content: Content) -> str:
    """What approvals bind to: SHA-256 of the canonical JSON."""
    return hashlib.sha256(to_json(content).encode()).hexdigest()


def engagement_from_json(text: str) -> EngagementContent:
    values: dict[str, Any] = json.loads(text)
    for name in _GONE:
        values.pop(name, None)
    values["kind"] = Kind(values["kind"])
    values["topic_areas"] = tuple(values["topic_areas"])
    values["avenues"] = tuple(
        Avenue(AvenueKind(item["kind"]), item["value"]) for item in values["avenues"]
    )
    if "documents" in values:
        values["documents"] = tuple(DocumentShown(**one) for one in values["documents"])
    for name in ("opens_at", "closes_at"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    return EngagementContent(**values)


def topic_from_json(text: str) -> TopicContent:
    values: dict[str, Any] = json.loads(text)
    if "questions" in values:
        values["questions"] = tuple(question_from_json(one) for one in values["questions"])
    return TopicContent(**values)


def results_from_json(text: str) -> ResultsContent:
    return ResultsContent(**json.loads(text))


def update_from_json(text: str) -> UpdateContent:
    return UpdateContent(**json.loads(text))


def translation_from_json(text: str) -> TranslationContent:
    return TranslationContent(tuple(_translated(**one) for one in json.loads(text)["texts"]))


def _translated(parts: Iterable[Iterable[str]] = (), **values: str) -> TranslatedText:
    return TranslatedText(**values, parts=tuple((name, words) for name, words in parts))


@dataclass(frozen=True)
class Change:
    """One field that differs between two revisions, both sides in words."""

    field: str
    before: str
    after: str


def changes(before: Content, after: Content) -> tuple[Change, ...]:
    """What changed between two revisions of the same thing, field by field."""
    return tuple(_changes(before, after))


def _changes(before: Content, after: Content) -> Iterator[Change]:
    for declared in fields(after):
        old, new = getattr(before, declared.name), getattr(after, declared.name)
        if old != new:
            yield Change(declared.name, _in_words(old), _in_words(new))


def _in_words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "\n".join(_part_in_words(part) for part in value)
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _part_in_words(part: object) -> str:
    if isinstance(part, Avenue):
        return f"{part.kind.value}: {part.value}"
    if isinstance(part, DocumentShown):
        return _document_in_words(part)
    if isinstance(part, TranslatedText):
        return "\n".join((*part.words.values(), ""))
    return in_words(part) if isinstance(part, Question) else str(part)


def _document_in_words(document: DocumentShown) -> str:
    """With the beginning of its hash: another file under the same title is another document."""
    said = document.title, f"{document.pages} pages", document.language, document.name[:12]
    line = f"{said[0]} (PDF, {', '.join(said[1:])})"
    return f"{line}: {document.description}" if document.description else line


def unready(topic: TopicContent) -> tuple[str, ...]:
    """What keeps a topic's questions from the public, a sentence for each thing (R21, R22)."""
    said = questions.unready(topic.questions)
    if not topic.personal_reason and questions.elicited(topic.prompt):
        said = (f"Say why “{topic.title}” may ask for personal details, or change it.", *said)
    return said


def slug_fault(slug: str, *, is_topic: bool) -> str | None:
    """Why a slug cannot be used, as a sentence; None: it can."""
    if len(slug) > SLUG_LENGTH or not SLUG.fullmatch(slug):
        return "Use small letters, digits and single hyphens, such as night-buses."
    if is_topic and slug in RESERVED_TOPIC_SLUGS:
        return f"The address '{slug}' is kept for another page. Choose another."
    return None
