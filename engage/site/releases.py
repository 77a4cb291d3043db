"""What the public sees of reports: the one that stands, its files, and the ones before it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from engage.core.dates import day_words
from engage.core.language import decimal
from engage.core.language import gettext as _
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.reports import queries, service
from engage.reports.approving import KIND_WORDS
from engage.reports.order import Kind, Language
from engage.reports.queries import FileRow, Released
from engage.reports.states import (
    SUMS,
    State,
    ending_of,
    format_words,
    language_of,
    reading_order,
)

LANGUAGE_WORDS = {Language.ENGLISH: "English", Language.FRENCH: "Français"}


@dataclass(frozen=True)
class PublicFile:
    """A file to read or to take; `href` is '' once it is handed out no more."""

    name: str
    href: str
    is_page: bool
    format_words: str
    language: str
    language_words: str
    size_words: str
    sha256: str


@dataclass(frozen=True)
class PublicRelease:
    """A public release in words. `is_gone`: withdrawn for correction. `corrects`: the public
    release that it corrects; one that the public never saw has no number here."""

    number: int
    words: str
    released_at: datetime
    content_hash: str
    threshold: int
    is_gone: bool
    replaced_by: int | None
    corrects: int | None
    correction: str
    files: tuple[PublicFile, ...]
    sums_href: str
    changes_href: str

    @property
    def pages(self) -> tuple[PublicFile, ...]:
        """What can be read in the browser, in each language."""
        return tuple(file for file in self.files if file.is_page and file.href)


def public_releases(unit: Unit, engagement: Engagement) -> tuple[PublicRelease, ...]:
    """Every public release, the newest first. The first one stands, unless it is withdrawn."""
    found = queries.releases(unit.session, engagement_id=engagement.id, only_public=True)
    return tuple(_shown(unit, one) for one in found)


def _shown(unit: Unit, one: Released) -> PublicRelease:
    is_gone = (
        one.withdrawn_at is not None
        or one.report.state != State.READY
        or service.is_stale(unit, one.report)
    )
    base = f"/engagements/{one.slug}/report/{one.release.number}"
    corrected = queries.publicly_corrected(unit.session, one.release)
    return PublicRelease(
        number=one.release.number,
        words=_words(one),
        released_at=one.release.released_at,
        content_hash=one.release.content_hash,
        threshold=one.report.threshold,
        is_gone=is_gone,
        replaced_by=one.replaced_by,
        corrects=corrected.number if corrected else None,
        correction=one.release.correction,
        files=tuple(
            _file(file, "" if is_gone else base)
            for file in sorted(one.files, key=lambda file: reading_order(file.name))
        ),
        sums_href=f"{base}/{SUMS}",
        changes_href=f"{base}/changes" if corrected else "",
    )


def _words(one: Released) -> str:
    kind = _(KIND_WORDS[Kind(one.report.kind)])
    if one.report.week is None:
        return kind
    until = day_words(one.report.week + timedelta(days=6))
    return _("%(kind)s, up to %(day)s", kind=kind, day=until)


def _file(file: FileRow, base: str) -> PublicFile:
    language = Language(language_of(file.name))
    return PublicFile(
        name=file.name,
        href=f"{base}/{file.name}" if base else "",
        is_page=ending_of(file.name) == "html",
        format_words=_(format_words(file.name)),
        language=language.value,
        language_words=LANGUAGE_WORDS[language],
        size_words=_size_words(file.size),
        sha256=file.sha256,
    )


def _size_words(size: int) -> str:
    """'312 bytes', '48 KB', '1.4 MB', '1,4 Mo'."""
    if size < 1_000:
        return _("%(count)s\u00a0bytes", count=size)
    if size < 999_500:
        return _("%(count)s\u00a0KB", count=round(size / 1_000))
    megabytes = f"{size / 1_000_000:.1f}"
    return _("%(count)s\u00a0MB", count=decimal(megabytes))
