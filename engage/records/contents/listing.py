"""Every file of a package with its bytes, in the order of the paths.

`restricted/` has what only few may read: whole submissions with their authors, notes about them,
what came as files. Words that were quarantined are in no package: they have a date on which they
are purged everywhere (R30), and an archive cannot be purged.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from engage.accounts.models import Ministry
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.governance.policies import FOLDER as POLICIES
from engage.records.contents.lines import Line, document, plain
from engage.records.contents.open import open_members
from engage.records.contents.people import People
from engage.records.contents.reports import report_members
from engage.records.contents.reuse import register_members, restricted_reuse_members
from engage.records.contents.shown import shown_members
from engage.records.contents.submissions import published, restricted_members
from engage.records.models import RecordsFiling, RecordsPage

Members = Iterator[tuple[str, Iterator[bytes]]]
POLICY_NAMES: Final = ("moderation-policy", "privacy", "terms")
POLICY_FOLDER: Final = "policies/"

READ_ME: Final = """Records of a public engagement
==============================

manifest.json   every file with its size and SHA-256, the file number and the filing date
SHA256SUMS      the same sums for `sha256sum --check`
engagement.json what the engagement was, and under which number its records were filed
plan/           planning record, idea notes, shared content, privacy and security assessments
approvals/      what was asked for, decided and delegated, with hashes of the exact content; the
                names of the staff whom any file gives by number
content/        every revision of what staff wrote: engagement, topics, updates, results,
                translations
shown/          pictures and documents of the public pages, with whose they are
notice/         each version of the collection notice
policies/       terms, moderation policy and privacy page in force when this was filed
pages/          the public pages as they looked when this was filed, without the comments on them
submissions/    published comments without their authors
decisions/      each decision about a comment, official replies, and the audit of all of it
reuse/          the register of reuse
report/         releases of the report, with their files
restricted/     submissions with their authors, unpublished ones, notes, files that came with them,
                consents

Files that end in .jsonl hold one JSON object a line. Times are UTC. Words that were taken out of a
comment for privacy are not in here: they are purged on their own date.
"""


def members_of(unit: Unit, filing: RecordsFiling) -> Members:
    """Every file of the package, to be read in this order: the last one names the people of all
    others. Raises Undecryptable where a data key is gone."""
    people = People()
    for path, content in _members(unit, filing):
        yield path, people.noting(content) if path.endswith(".jsonl") else content
    yield "approvals/people.jsonl", people.named(unit.session)


def _members(unit: Unit, filing: RecordsFiling) -> Members:
    session = unit.session
    engagement = session.get_one(Engagement, filing.engagement_id)
    yield "README.txt", iter([READ_ME.encode()])
    yield "engagement.json", document(_engagement(session, engagement, filing))
    yield from open_members(session, engagement.id, filing.audit_seq)
    yield from shown_members(session, engagement)
    yield from _policies(session, filing)
    yield from _pages(session, filing)
    yield from report_members(session, engagement.id)
    yield from register_members(unit, engagement.id)
    yield "submissions/published.jsonl", published(session, engagement.id)
    yield from restricted_members(unit, engagement.id)
    yield from restricted_reuse_members(unit, engagement.id)


def _engagement(session: Session, engagement: Engagement, filing: RecordsFiling) -> Line:
    ministry = session.get_one(Ministry, engagement.ministry_id)
    return {
        "slug": engagement.slug,
        "title": engagement.title,
        "ministry": ministry.name,
        "published_at": plain(engagement.published_at),
        "opens_at": plain(engagement.opens_at),
        "closes_at": plain(engagement.closes_at),
        "results_at": plain(engagement.results_at),
        "filing": {
            "number": filing.number,
            "file_number": filing.file_number,
            "filed_on": plain(filing.filed_on),
            "classification": filing.classification,
            "schedule": filing.schedule,
            "audit_reaches_to": filing.audit_seq,
        },
    }


def _policies(session: Session, filing: RecordsFiling) -> Members:
    """As they were when it was filed; of a filing that kept none, as they are."""
    kept = list(_kept(session, filing, RecordsPage.path.startswith(POLICY_FOLDER)))
    yield from ((path, iter([content])) for path, content in kept or policies())


def policies() -> Iterator[tuple[str, bytes]]:
    """Terms, moderation policy and privacy page as they are in force, by their paths."""
    for name in POLICY_NAMES:
        for folder in ("", "fr/"):
            path = POLICIES / folder / f"{name}.md"
            if path.exists():
                yield f"{POLICY_FOLDER}{folder}{name}.md", path.read_bytes()


def _pages(session: Session, filing: RecordsFiling) -> Members:
    """By their addresses: '/engagements/ferries' is 'pages/engagements/ferries.html'."""
    for path, content in _kept(session, filing, RecordsPage.path.startswith("/")):
        yield f"pages{path}.html", iter([content])


def _kept(
    session: Session, filing: RecordsFiling, which: ColumnElement[bool]
) -> Iterator[tuple[str, bytes]]:
    question = select(RecordsPage.path, RecordsPage.content).where(
        RecordsPage.filing_id == filing.id, which
    )
    # Each database orders texts in its own way; an archive is the same whichever it comes from.
    yield from sorted((path, content) for path, content in session.execute(question))
