"""Documents as rows, as a part of what approvals bind to, and as the audit tells of them."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Unit, Units
from engage.engagements.approving import subject_of
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug, engagement_content
from engage.engagements.rules import (
    DocumentShown,
    EngagementContent,
    content_hash,
    engagement_from_json,
    to_json,
)
from engage.engagements.service.documenting import (
    MOST_LISTED,
    Move,
    add_document,
    change_document,
    place_document,
    take_away,
)
from engage.governance.approvals.rules import Part
from engage.media.documents.limits import CleanDocument, Fault
from engage.media.documents.queries import document_with_content, documents_of
from engage.media.documents.rules import (
    DocumentWords,
    file_name,
    language_name,
    mark_of_words,
    size_words,
    unclear_document,
)
from engage.media.documents.service import words_of
from tests.app_fixtures import build_engagement, make_person

WORDS = DocumentWords("The plan", "en", "What is planned.", "The Province", "staff")
CLEAN = CleanDocument(b"%PDF- of the plan", 3, (Fault.UNTAGGED,))


def draft(units: Units) -> None:
    build_engagement(units, published=False)


def add(unit: Unit, content: bytes = CLEAN.content) -> str:
    engagement = engagement_by_slug(unit.session, "night-buses")
    return add_document(unit, engagement, replace(CLEAN, content=content), WORDS).name


def listed(unit: Unit) -> list[str]:
    engagement = engagement_by_slug(unit.session, "night-buses")
    found = engagement_content(unit.session, engagement.draft_revision_id)
    return [one.name for one in found.documents]


def test_a_document_is_kept_listed_moved_and_taken_away(both_units: Units) -> None:
    draft(both_units)
    with both_units.writing(SYSTEM) as unit:
        first, second = add(unit), add(unit, b"%PDF- other")
    with both_units.writing(SYSTEM) as unit:
        assert listed(unit) == [first, second]
        engagement = engagement_by_slug(unit.session, "night-buses")
        found = document_with_content(unit.session, second)
        assert found is not None
        assert found.content == b"%PDF- other"
        seen = engagement.draft_revision_id
        place_document(unit, engagement, found, Move.UP, seen=seen)
        assert listed(unit) == [second, first]
        with pytest.raises(Conflict):
            place_document(unit, engagement, found, Move.DOWN, seen=seen)
        take_away(unit, engagement, found)
        assert listed(unit) == [first]
    with both_units.reading(SYSTEM) as unit:
        gone = document_with_content(unit.session, second)
        assert gone is not None
        assert gone.content is None
        engagement = engagement_by_slug(unit.session, "night-buses")
        assert [one.name for one in documents_of(unit.session, engagement.id)] == [first]


def test_a_document_that_was_removed_and_is_sent_again_comes_back(both_units: Units) -> None:
    draft(both_units)
    with both_units.writing(SYSTEM) as unit:
        name = add(unit)
        engagement = engagement_by_slug(unit.session, "night-buses")
        [found] = documents_of(unit.session, engagement.id)
        take_away(unit, engagement, found)
        assert add(unit) == name
        assert listed(unit) == [name]
        with pytest.raises(Refused) as refused, unit.attempt():
            add(unit)
        assert refused.value.field == "document"


def test_another_file_or_other_words_change_what_approvals_of_the_words_bind_to(
    units: Units,
) -> None:
    draft(units)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        hashes = [subject_of(unit, engagement).parts]
        name = add(unit)
        hashes.append(subject_of(unit, engagement).parts)
        [found] = documents_of(unit.session, engagement.id)
        seen = mark_of_words(WORDS)
        change_document(unit, engagement, found, replace(WORDS, title="A plan"), seen=seen)
        hashes.append(subject_of(unit, engagement).parts)
        assert listed(unit) == [name]
        with pytest.raises(Conflict):
            change_document(unit, engagement, found, WORDS, seen=seen)
    assert len({one[Part.WORDS] for one in hashes}) == 3
    for part in set(hashes[0]) - {Part.WORDS}:
        assert len({one[part] for one in hashes}) == 1, part


def test_content_without_documents_keeps_its_hash_and_with_them_reads_as_written() -> None:
    plain = EngagementContent("A question?")
    assert "documents" not in to_json(plain)
    shown = DocumentShown("a" * 32, "The plan", "fr", "What is planned.", 3, 4_000, False)
    full = replace(plain, documents=(shown,))
    assert engagement_from_json(to_json(full)) == full
    assert content_hash(full) != content_hash(plain)
    assert engagement_from_json(to_json(plain)) == plain


def test_the_audit_tells_what_was_done_and_no_words(units: Units) -> None:
    draft(units)
    with units.writing(SYSTEM) as unit:
        add(unit)
        engagement = engagement_by_slug(unit.session, "night-buses")
        [found] = documents_of(unit.session, engagement.id)
        words = replace(WORDS, owner="Jane Hume", reason="There is none yet.")
        change_document(unit, engagement, found, words, seen=mark_of_words(words_of(found)))
        take_away(unit, engagement, found)
    with units.reading(SYSTEM) as unit:
        entries = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action.startswith("shown_document."))
        ).all()
        assert [one.action for one in entries] == [
            "shown_document.stored",
            "shown_document.described",
            "shown_document.removed",
        ]
        assert "Jane" not in "".join(one.detail for one in entries)
        assert '"is_clear":true' in entries[1].detail.replace(" ", "")


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.PRIVACY_OFFICER])
def test_who_does_not_edit_the_engagement_adds_and_removes_nothing(
    units: Units, role: Role
) -> None:
    draft(units)
    with units.writing(SYSTEM) as unit:
        add(unit)
    _refused(units, make_person(units, role))
    _refused(units, make_person(units, Role.ENGAGEMENT_LEAD, ministry="OTHER"))


def _refused(units: Units, actor: Actor) -> None:
    with units.reading(actor) as unit:
        engagement: Engagement = engagement_by_slug(unit.session, "night-buses")
        [found] = documents_of(unit.session, engagement.id)
        with pytest.raises(NotAllowed):
            add(unit, b"%PDF- more")
        with pytest.raises(NotAllowed):
            take_away(unit, engagement, found)
        with pytest.raises(NotAllowed):
            place_document(unit, engagement, found, Move.HIDE, seen=engagement.draft_revision_id)


def test_a_page_lists_only_so_many(units: Units) -> None:
    draft(units)
    with units.writing(SYSTEM) as unit:
        for number in range(MOST_LISTED):
            add(unit, b"%%PDF- %d" % number)
        with pytest.raises(Refused), unit.attempt():
            add(unit, b"%PDF- one too many")
        assert len(listed(unit)) == MOST_LISTED


@pytest.mark.parametrize(
    ("words", "faults", "missing"),
    [
        (WORDS, (), []),
        (WORDS, (Fault.HEADINGS,), []),
        (WORDS, (Fault.UNTAGGED,), ["reason"]),
        (replace(WORDS, reason="None better."), (Fault.UNTAGGED, Fault.SCANNED), []),
        (replace(WORDS, licence="stock"), (), ["proof"]),
        (replace(WORDS, licence="mark"), (), ["proof"]),
        (replace(WORDS, licence="mark", proof="File 9"), (), []),
        (DocumentWords(), (), ["title", "language", "owner", "licence"]),
    ],
)
def test_what_has_to_be_known_before_it_is_public(
    words: DocumentWords, faults: tuple[Fault, ...], missing: list[str]
) -> None:
    assert [field for field, _ in unclear_document(words, faults)] == missing


def test_words_for_files() -> None:
    assert file_name("Été: plan nº 4 / draft") == "ete-plan-no-4-draft.pdf"
    assert file_name("ਪੰਜਾਬੀ") == "document.pdf"
    assert size_words(900) == "1 KB"
    assert size_words(1_300_000) == "1.2 MB"
    assert language_name("pa") == "Punjabi"
    assert language_name("cr") == "Cree"
    assert language_name("und") == ""
