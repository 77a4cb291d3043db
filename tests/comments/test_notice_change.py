"""A notice that is amended while somebody writes must be read before anything is sent (R24)."""

import pytest

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service import save_engagement
from engage.notices.models import NoticeVersion
from engage.notices.service import current_version
from tests.app_fixtures import build_engagement, sample_content
from tests.approving import publish_approved
from tests.comments.citizen import FORM, WORDS, Citizen, comment_of, stored

TYPED = {"display_name": "Ivy", "email": "ivy@example.ca", "purposes": ["results"]}


def amend(units: Units, template: str = "planning-evaluation") -> NoticeVersion:
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        content = sample_content(notice_template=template)
        save_engagement(unit, row, content, seen_revision_id=row.draft_revision_id)
        publish_approved(unit, row)
        version = current_version(unit, row.id)
    assert version is not None
    return version


def test_the_new_notice_is_shown_and_everything_typed_is_kept(both_units: Units) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    before = comment_of(both_units, citizen.send("An earlier comment.").code)
    form = citizen.filled(**TYPED)
    second = amend(both_units)
    page = citizen.post(FORM, form)
    assert page.status == 422
    assert "The collection notice has changed" in page.words
    assert "read version 2" in page.words
    assert page.position(second.title) < page.position("<textarea")
    again = page.form()
    assert {name: again[name] for name in ("text", "accepts_terms", *TYPED)} == {
        "text": WORDS,
        "accepts_terms": "y",
    } | TYPED
    assert stored(both_units) == 1

    sent = comment_of(both_units, citizen.post(FORM, again).code)
    assert (sent.notice_version_id, sent.notice_hash) == (second.id, second.content_hash)
    kept = comment_of(both_units, citizen.post(FORM, form | {"text": "x"}).code or _code(citizen))
    assert kept.notice_version_id == second.id
    with both_units.reading(SYSTEM) as unit:
        first = unit.session.get_one(NoticeVersion, before.notice_version_id)
        assert first.number == 1
        assert before.notice_hash == first.content_hash != second.content_hash


def _code(citizen: Citizen) -> str:
    return citizen.send("One more.").code


def test_amending_twice_asks_twice(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    form = citizen.filled()
    amend(units)
    form = citizen.post(FORM, form).form()
    amend(units, "engagement-comments")
    page = citizen.post(FORM, form)
    assert "read version 3" in page.words
    assert stored(units) == 0
    assert citizen.post(FORM, page.form()).code


def test_publishing_again_with_the_same_notice_asks_nobody(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    form = citizen.filled()
    amend(units, "engagement-comments")
    assert citizen.post(FORM, form).code


@pytest.mark.parametrize("text", ["", "x" * 5_001, "Call 250 555 0199"])
def test_the_new_notice_comes_before_every_fault_of_the_text(units: Units, text: str) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    form = citizen.filled(text)
    amend(units)
    page = citizen.post(FORM, form)
    assert "read version 2" in page.words
    assert page.form()["text"] == text


def test_the_notice_page_shows_the_version_in_force(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    assert "Version 1," in citizen.get("/engagements/night-buses/notice").words
    second = amend(units)
    page = citizen.get("/engagements/night-buses/notice")
    assert "Version 2," in page.words
    assert second.authority in page.words
