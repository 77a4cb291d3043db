"""Use cases of records: file an engagement's, make a package of a filing, hand it out (R43).

A filing fixes what a package holds: how far the audit reaches and how the public pages looked. So
the same data give the same archive, however often and wherever it is made.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select

from engage.core.dates import zone
from engage.core.errors import NotFound, Refused
from engage.core.events import RecordsPackageRequested
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Unit, Units
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement
from engage.engagements.planning.queries import planning_content
from engage.engagements.planning.schedules import may_archive, schedule_words
from engage.engagements.queries import NO_ENGAGEMENT, engagement_by_id, engagement_by_slug
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.rules import Phase
from engage.multilingual.queries import translations_of
from engage.records import queries
from engage.records.archive import Archive, pieces_of
from engage.records.contents import members_of, policies
from engage.records.keeping import Attempt
from engage.records.models import RecordsFiling, RecordsPackage, RecordsPage
from engage.records.pages import without_comments
from engage.records.rules import RESTRICTED, UNDER_WAY, State, filing_fault

ROLES: Final = (*EDITING_ROLES, Role.PRIVACY_OFFICER)
RESTRICTED_ROLES: Final = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)
"""Who may have what only few may read: submissions with their authors."""
GIVEN_UP_AFTER: Final = timedelta(hours=2)

NOT_CLOSED: Final = "Records are filed once an engagement has closed."
NEVER_PUBLIC: Final = "There is nothing to file: this engagement was never published."
UNDER_WAY_WORDS: Final = "A package of this engagement is being made already."
NOT_READY: Final = "This package is not ready."
DELETED: Final = "The bytes of this package were deleted. Have it made again: it is the same."
NO_FILING: Final = "File the records first: a package is made of a filing."

Progress = Callable[[float], object]


def reachable_engagement(unit: Unit, slug: str) -> Engagement:
    """An engagement whose records the actor may see; NotFound for those of others."""
    engagement = engagement_by_slug(unit.session, slug)
    if not unit.actor.reaches(ROLES, engagement.ministry_id):
        raise NotFound(NO_ENGAGEMENT)
    return engagement


def may_have_restricted(actor: Actor, engagement: Engagement) -> bool:
    return actor.reaches(RESTRICTED_ROLES, engagement.ministry_id)


def obstacles(unit: Unit, engagement: Engagement) -> list[str]:
    """Why the records cannot be filed yet; empty when they can."""
    if engagement.published_at is None:
        return [NEVER_PUBLIC]
    found = []
    is_over = engagement.timing.phase(unit.now) in (Phase.CLOSED, Phase.RESULTS)
    if engagement.closes_at is not None and not is_over:
        found.append(NOT_CLOSED)
    missing = may_archive(planning_content(unit.session, engagement))
    if missing is not None:
        found.append(missing.message)
    return found


def public_addresses(unit: Unit, engagement: Engagement) -> list[str]:
    """The pages that a filing keeps as they look: ours of this engagement, first page of each, in
    English and French, and in the languages that staff translated it into."""
    home = f"/engagements/{engagement.slug}"
    topics = engagements.public_topics_of(unit.session, engagement.id)
    below = [topic.slug for topic in topics] + ["moderation", "notice", "results", "updates"]
    tags = [one.language for one in translations_of(unit.session, engagement.id)]
    homes = [home, f"/fr{home}", *(f"{home}/in/{tag}" for tag in tags)]
    return sorted([*homes, *(f"{one}/{page}" for one in homes for page in below)])


def file_records(
    unit: Unit,
    slug: str,
    file_number: str,
    filed_on: date | None,
    pages: Mapping[str, bytes],
) -> RecordsFiling:
    """Records that this engagement's records were filed, under which number and on which day.

    `pages` are the public pages as they look, by address; they are kept without the comments on
    them. Raises Refused with its field.
    """
    engagement = reachable_engagement(unit, slug)
    for obstacle in obstacles(unit, engagement):
        raise Refused("", obstacle)
    tz = zone(unit.settings.time_zone)
    published_at = engagement.published_at or unit.now
    today = unit.now.astimezone(tz).date()
    file_number = " ".join(file_number.split())
    fault = filing_fault(file_number, filed_on, published_at.astimezone(tz).date(), today)
    if fault is not None or filed_on is None:
        raise Refused(*(fault or ("filed_on", "")))
    _lock(unit, engagement.id)
    last = queries.filings_of(unit.session, engagement.id)
    plan = planning_content(unit.session, engagement)
    filing = RecordsFiling(
        engagement_id=engagement.id,
        number=last[0].number + 1 if last else 1,
        file_number=file_number,
        filed_on=filed_on,
        classification=plan.classification,
        schedule=schedule_words(plan.classification),
        audit_seq=queries.audit_reach(unit.session),
        filed_at=unit.now,
        filed_by=unit.actor.person_id,
    )
    unit.session.add(filing)
    unit.session.flush()
    unit.session.add_all(
        RecordsPage(filing_id=filing.id, path=path, content=without_comments(content))
        for path, content in sorted(pages.items())
    )
    # What people agreed to is another text after the next release of this software.
    unit.session.add_all(
        RecordsPage(filing_id=filing.id, path=path, content=content) for path, content in policies()
    )
    unit.audit(
        "records.filed",
        engagement.scope,
        filing=filing.number,
        filed_on=filed_on.isoformat(),
        classification=plan.classification,
    )
    return filing


def request_package(unit: Unit, slug: str, *, with_restricted: bool) -> RecordsPackage:
    """Asks for a package of the newest filing, to be made by a job."""
    engagement = reachable_engagement(unit, slug)
    filing = _newest_filing(unit, engagement)
    if with_restricted and not may_have_restricted(unit.actor, engagement):
        unit.actor.require(*RESTRICTED_ROLES, ministry_id=engagement.ministry_id)
    _lock(unit, engagement.id)
    for earlier in queries.packages_of(unit.session, [filing.id]):
        if earlier.state in UNDER_WAY:
            if unit.now - earlier.requested_at < GIVEN_UP_AFTER:
                raise Refused("", UNDER_WAY_WORDS)
            _finish(unit, earlier, engagement, State.FAILED)
    package = RecordsPackage(
        filing_id=filing.id,
        has_restricted=with_restricted,
        state=State.QUEUED,
        requested_at=unit.now,
        requested_by=unit.actor.person_id,
    )
    unit.session.add(package)
    unit.session.flush()
    unit.audit(
        "records.package_requested",
        engagement.scope,
        package=package.id,
        restricted=with_restricted,
    )
    unit.emit(RecordsPackageRequested(package.id))
    return package


def make_archive(
    units: Units,
    actor: Actor,
    filing_id: int,
    path: Path,
    *,
    with_restricted: bool,
    progress: Progress = lambda _share: None,
) -> tuple[str, int]:
    """Writes the archive of a filing to `path`; its SHA-256 and size in bytes.

    Everything is read in one consistent reading, member by member. What restricted files hold is
    read in any case: the manifest names them by hash.
    """
    with path.open("wb") as file, units.reading(actor, snapshot=True) as unit:
        filing = unit.session.get_one(RecordsFiling, filing_id)
        engagement = engagement_by_id(unit.session, filing.engagement_id)
        archive = Archive(file)
        for done, (name, pieces) in enumerate(members_of(unit, filing), 1):
            is_kept = with_restricted or not name.startswith(RESTRICTED)
            archive.add(name, pieces, is_kept=is_kept)
            progress(0.9 * done / (done + 10))
        about: dict[str, object] = {
            "engagement": engagement.slug,
            "filing": filing.number,
            "file_number": filing.file_number,
            "filed_on": filing.filed_on.isoformat(),
            "classification": filing.classification,
        }
        archive.finish(about, has_restricted=with_restricted)
    digest, size = hashlib.sha256(), 0
    for piece in pieces_of(path):
        digest.update(piece)
        size += len(piece)
    progress(1.0)
    return digest.hexdigest(), size


def finish(unit: Unit, attempt: Attempt, sha256: str, size: int) -> None:
    """Raises Abandoned where another attempt has begun."""
    package = attempt.claimed(unit)
    filing = unit.session.get_one(RecordsFiling, package.filing_id)
    package.sha256, package.size, package.share = sha256, size, 100
    _finish(unit, package, engagement_by_id(unit.session, filing.engagement_id), State.READY)


def give_up(unit: Unit, attempt: Attempt) -> None:
    """It cannot be made; asking again makes a new one. Raises Abandoned as above."""
    package = attempt.claimed(unit)
    filing = unit.session.get_one(RecordsFiling, package.filing_id)
    _finish(unit, package, engagement_by_id(unit.session, filing.engagement_id), State.FAILED)


def download(unit: Unit, package_id: int) -> tuple[RecordsPackage, str]:
    """A ready package and its file name, the download being audited; NotFound for others'."""
    package = queries.package_by_id(unit.session, package_id)
    filing = unit.session.get_one(RecordsFiling, package.filing_id)
    engagement = engagement_by_id(unit.session, filing.engagement_id)
    roles = RESTRICTED_ROLES if package.has_restricted else ROLES
    if not unit.actor.reaches(roles, engagement.ministry_id):
        raise NotFound(queries.NO_PACKAGE)
    if package.state == State.DELETED:
        raise Refused("", DELETED)
    if package.state != State.READY or package.sha256 is None:
        raise Refused("", NOT_READY)
    unit.audit(
        "records.package_downloaded",
        engagement.scope,
        package=package.id,
        sha256=package.sha256,
        restricted=package.has_restricted,
    )
    return package, file_name(
        engagement.slug, filing.number, with_restricted=package.has_restricted
    )


def file_name(slug: str, number: int, *, with_restricted: bool) -> str:
    rest = "" if with_restricted else "-open"
    return f"{slug}-records-{number}{rest}.zip"


def newest_filing(unit: Unit, slug: str) -> RecordsFiling:
    """The newest filing of an engagement; Refused when there is none."""
    return _newest_filing(unit, reachable_engagement(unit, slug))


def taken_by_command(unit: Unit, slug: str, *, with_restricted: bool) -> int:
    """The newest filing, for a package that is written to a file at once; that is on record."""
    engagement = reachable_engagement(unit, slug)
    if with_restricted:
        unit.actor.require(*RESTRICTED_ROLES, ministry_id=engagement.ministry_id)
    filing = _newest_filing(unit, engagement)
    unit.audit(
        "records.package_taken", engagement.scope, filing=filing.number, restricted=with_restricted
    )
    return filing.id


def wants_restricted(units: Units, package_id: int) -> bool:
    with units.reading(SYSTEM) as unit:
        return queries.package_by_id(unit.session, package_id).has_restricted


def _newest_filing(unit: Unit, engagement: Engagement) -> RecordsFiling:
    filings = queries.filings_of(unit.session, engagement.id)
    if not filings:
        raise Refused("", NO_FILING)
    return filings[0]


def _finish(unit: Unit, package: RecordsPackage, engagement: Engagement, state: State) -> None:
    package.state, package.finished_at = state, unit.now
    unit.audit(
        "records.package_ready" if state is State.READY else "records.package_failed",
        engagement.scope,
        package=package.id,
        sha256=package.sha256,
    )
    unit.session.flush()


def _lock(unit: Unit, engagement_id: int) -> None:
    """One at a time, so that numbers follow each other."""
    unit.session.execute(
        select(Engagement.id).where(Engagement.id == engagement_id).with_for_update(key_share=True)
    )
