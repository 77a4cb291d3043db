"""A version of a notice and its wordings are taken down together, and stay as they were."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.engagements.approving import collection_hashes, subject_of
from engage.engagements.comparing import to_read
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug
from engage.engagements.readiness import with_new_notice
from engage.governance.approvals.queries import standings_of
from engage.governance.approvals.rules import Part, State, Step
from engage.notices.models import NoticeVersion, NoticeWording
from engage.notices.service import current_version, wordings_of
from engage.notices.shown import current_notice, every_wording, notice_read, says_the_same
from tests.app_fixtures import build_engagement
from tests.approving import publish_approved
from tests.notices.folder import english, french, in_language, on_shelf, without_french


def buses(unit: Unit) -> Engagement:
    return engagement_by_slug(unit.session, "night-buses")


def published_again(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        publish_approved(unit, buses(unit))


def in_force(units: Units) -> tuple[NoticeVersion, dict[str, str]]:
    """The version, and the hashes of its wordings by language."""
    with units.reading(SYSTEM) as unit:
        version = current_version(unit, buses(unit).id)
        assert version is not None
        return version, {one.language: one.content_hash for one in wordings_of(unit, version.id)}


def reopened(units: Units) -> set[Step]:
    with units.reading(SYSTEM) as unit:
        found = standings_of(unit.session, subject_of(unit, buses(unit)))
        return {one.step for one in found if one.state is not State.APPROVED}


def test_publishing_takes_the_wordings_down_with_the_notice(
    both_units: Units, notices: Path
) -> None:
    build_engagement(both_units)
    shelf = on_shelf(notices)
    version, worded = in_force(both_units)
    assert (version.number, version.content_hash) == (1, shelf.content_hash)
    assert worded == {"fr": shelf.said_in("fr").content_hash}
    with both_units.reading(SYSTEM) as unit:
        shown = current_notice(unit, version.engagement_id, "en", "fr")
        assert shown is not None
        assert (shown.tag, shown.number, shown.body) == ("fr", 1, shelf.said_in("fr").body)
        plain = current_notice(unit, version.engagement_id, "pa", "")
        assert plain is not None
        assert (plain.tag, plain.wording_id, plain.content_hash) == (
            "en",
            None,
            version.content_hash,
        )
        assert [one.tag for one in every_wording(unit, version.engagement_id)] == ["en", "fr"]
    published_again(both_units)
    assert in_force(both_units)[0].number == 1


@pytest.mark.parametrize("change", [update(NoticeWording).values(body="x"), delete(NoticeWording)])
def test_what_was_taken_down_cannot_be_changed(both_units: Units, change: object) -> None:
    build_engagement(both_units)
    with pytest.raises(DBAPIError, match="append-only"), both_units.writing(SYSTEM) as unit:
        unit.session.execute(change)  # type: ignore[call-overload]


def test_a_wording_that_comes_later_asks_for_three_approvals_and_no_new_assessment(
    both_units: Units, notices: Path
) -> None:
    text = without_french(notices)
    build_engagement(both_units)
    first, worded = in_force(both_units)
    assert worded == {}
    with both_units.reading(SYSTEM) as unit:
        collected = collection_hashes(unit, [buses(unit)])
        assert not with_new_notice(unit, [buses(unit)])
    assert reopened(both_units) == set()

    in_language(notices, "fr", text)
    assert reopened(both_units) == {Step.PRIVACY, Step.COMMUNICATIONS, Step.EXECUTIVE}
    with both_units.reading(SYSTEM) as unit:
        assert collection_hashes(unit, [buses(unit)]) == collected
        assert with_new_notice(unit, [buses(unit)]) == {first.engagement_id}
    # Nobody reads it before it is published.
    assert in_force(both_units)[1] == {}
    published_again(both_units)
    second, worded = in_force(both_units)
    assert (second.number, second.content_hash) == (2, first.content_hash)
    assert set(worded) == {"fr"}
    with both_units.reading(SYSTEM) as unit:
        before = notice_read(unit, first.id, None)
        assert before is not None
        assert says_the_same(unit, second, before)


def test_an_edited_wording_makes_the_next_version_and_says_something_else_in_its_language_alone(
    both_units: Units, notices: Path
) -> None:
    build_engagement(both_units)
    first, worded = in_force(both_units)
    french(notices)
    published_again(both_units)
    second, reworded = in_force(both_units)
    assert (second.number, second.content_hash) == (2, first.content_hash)
    assert worded["fr"] != reworded["fr"]
    with both_units.reading(SYSTEM) as unit:
        in_english = notice_read(unit, first.id, None)
        in_french = notice_read(unit, first.id, wordings_of(unit, first.id)[0].id)
        assert in_english is not None
        assert in_french is not None
        assert says_the_same(unit, second, in_english)
        assert not says_the_same(unit, second, in_french)


def test_a_version_whose_english_is_new_has_no_wording_that_follows_the_old(
    both_units: Units, notices: Path
) -> None:
    build_engagement(both_units)
    english(notices)
    published_again(both_units)
    version, worded = in_force(both_units)
    assert (version.number, worded) == (2, {})
    with both_units.reading(SYSTEM) as unit:
        shown = current_notice(unit, version.engagement_id, "fr")
        assert shown is not None
        assert shown.tag == "en"
        before = notice_read(unit, version.id - 1, None)
        assert before is not None
        assert not says_the_same(unit, version, before)


def test_an_approver_reads_each_language_and_what_changed_in_it(
    both_units: Units, notices: Path
) -> None:
    build_engagement(both_units)

    def read(before: Mapping[str, int | str] | None) -> list[tuple[str, bool, str]]:
        with both_units.reading(SYSTEM) as unit:
            now = subject_of(unit, buses(unit)).snapshot
            found = to_read(unit, buses(unit), now, frozenset({Part.COLLECTION}), before)
            return [
                (one.heading, one.is_new, " ".join(p.text for c in one.changes for p in c.pieces))
                for one in found
                if "notice in" in one.heading or one.heading.endswith("notice")
            ]

    with both_units.reading(SYSTEM) as unit:
        before = dict(subject_of(unit, buses(unit)).snapshot)
    whole = read(None)
    assert [(one[0], one[1]) for one in whole] == [
        ("The collection notice", True),
        ("The collection notice in French", True),
    ]
    assert "Avis de collecte" in whole[1][2]
    assert read(before) == []
    french(notices)
    ((heading, is_new, words),) = read(before)
    assert (heading, is_new) == ("The collection notice in French", False)
    assert "dit autrement" in words
    text = without_french(notices)
    ((heading, is_new, words),) = read(before)
    assert (heading, is_new) == ("The collection notice in French", False)
    assert "Avis de collecte" in words
    in_language(notices, "pa", text)
    assert [one[0] for one in read(before)] == [
        "The collection notice in French",
        "The collection notice in Punjabi",
    ]
