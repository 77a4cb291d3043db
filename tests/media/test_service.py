"""Keeping pictures on both databases: one row for the same bytes, gone when removed."""

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.errors import NotFound, Refused
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug, topics_of
from engage.engagements.rules import ResultsContent, TopicContent, UpdateContent
from engage.engagements.service import NotReady, save_results, save_topic, whats_missing
from engage.media.models import Media
from engage.media.queries import pictures_of, with_content
from engage.media.rules import Licence, Rights, markdown_of
from engage.media.service import (
    clean_picture,
    describe,
    picture_for,
    places_of,
    remove,
    rights_of,
    store_picture,
)
from engage.updates.service import add_update, publish_update
from tests.app_fixtures import build_engagement
from tests.media.files import picture
from tests.updates.writing import WORDS, shown_update, stamp_update

CLEAR = {"owner": "The Province", "licence": Licence.STAFF.value}


@pytest.fixture
def engagement(both_units: Units) -> Engagement:
    return build_engagement(both_units)


def shows(media: Media) -> UpdateContent:
    line = markdown_of(media.name, media.media_type, "A bus.")
    return UpdateContent(WORDS.title, WORDS.summary, f"Look:\n\n{line}")


def test_the_same_file_again_is_the_same_picture(both_units: Units, engagement: Engagement) -> None:
    with both_units.writing(SYSTEM) as unit:
        first = store_picture(unit, picture(), alt="", source="/a", engagement_id=engagement.id)
        number = first.id
    with both_units.writing(SYSTEM) as unit:
        clean = clean_picture(picture())
        again = store_picture(unit, clean, alt="A bus.", engagement_id=engagement.id, **CLEAR)
        assert again.id == number
        # What was not known yet is known now; what was known is not written over.
        assert rights_of(again) == Rights("A bus.", "The Province", "staff")
        store_picture(unit, clean, alt="A car.", engagement_id=engagement.id)
        assert again.alt == "A bus."
        elsewhere = store_picture(unit, clean, alt="A bus.")
        assert (elsewhere.id, elsewhere.name) != (number, again.name)
    with both_units.reading(SYSTEM) as unit:
        assert [one.id for one in pictures_of(unit.session, engagement.id)] == [number]


def test_the_proof_of_one_reason_is_not_taken_for_another(
    both_units: Units, engagement: Engagement
) -> None:
    for given in (
        {"owner": "A shop", "licence": "stock"},
        {"owner": "A partner", "licence": "mark", "proof": "Agreement of May."},
    ):
        with both_units.writing(SYSTEM) as unit:
            kept = store_picture(
                unit, picture(), engagement_id=engagement.id, alt="A bus.", **given
            )
            assert (kept.owner, kept.licence, kept.proof) == ("A shop", "stock", "")
    with both_units.writing(SYSTEM) as unit:
        given = {"licence": "stock", "proof": "Invoice 7."}
        kept = store_picture(unit, picture(), engagement_id=engagement.id, alt="A bus.", **given)
        assert (kept.owner, kept.proof) == ("A shop", "Invoice 7.")


def test_nobody_sees_a_picture_before_its_rights_are_known(
    both_units: Units, engagement: Engagement
) -> None:
    with both_units.writing(SYSTEM) as unit:
        made = store_picture(unit, picture(), alt="A bus.", engagement_id=engagement.id)
        with pytest.raises(NotFound):
            picture_for(unit, made.name)
        describe(unit, made, Rights("A bus.", "A company", Licence.STOCK))
        with pytest.raises(NotFound):
            picture_for(unit, made.name)
        describe(unit, made, Rights("A bus.", "A company", Licence.STOCK, "Invoice 7"))
        assert picture_for(unit, made.name).content == clean_picture(picture()).content
    with both_units.reading(SYSTEM) as unit:
        details = list(unit.session.scalars(select(AuditEntry.detail)))
        assert not [one for one in details if "company" in one or "Invoice" in one]


def test_what_was_fetched_is_cut_and_what_was_typed_is_refused(
    both_units: Units, engagement: Engagement
) -> None:
    with both_units.writing(SYSTEM) as unit:
        fetched = store_picture(unit, picture(), alt="x" * 999, source="https://e.ca/a.png")
        assert len(fetched.alt) == 300
        with pytest.raises(Refused) as caught:
            store_picture(unit, picture(), alt="x" * 999)
    assert caught.value.field == "alt"


def test_a_removed_picture_is_gone_and_can_come_again(
    both_units: Units, engagement: Engagement
) -> None:
    with both_units.writing(SYSTEM) as unit:
        made = store_picture(unit, picture(), alt="A bus.", engagement_id=engagement.id, **CLEAR)
        name = made.name
        remove(unit, made)
        remove(unit, made)
    with both_units.writing(SYSTEM) as unit:
        with pytest.raises(NotFound):
            picture_for(unit, name)
        kept = with_content(unit.session, name)
        assert kept is not None
        assert kept.content is None
        assert not pictures_of(unit.session, engagement.id)
        with pytest.raises(Refused):  # what is fetched brings nothing back that a person removed
            store_picture(
                unit, picture(), alt="A", source="https://e.ca/a.png", engagement_id=engagement.id
            )
        with pytest.raises(NotFound):
            picture_for(unit, name)
        store_picture(unit, picture(), alt="", engagement_id=engagement.id)
        assert picture_for(unit, name).alt == "A bus."
    with both_units.reading(SYSTEM) as unit:
        actions = list(unit.session.scalars(select(AuditEntry.action)))
    assert [actions.count(f"media.{one}") for one in ("stored", "removed", "restored")] == [1] * 3


def test_a_picture_stays_while_anything_shows_it(both_units: Units, engagement: Engagement) -> None:
    with both_units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, engagement.slug)
        made = store_picture(unit, picture(), alt="A bus.", engagement_id=row.id, **CLEAR)
        line = markdown_of(made.name, made.media_type, made.alt)
        shown_update(unit, row, shows(made))
        topic = topics_of(unit.session, row.id)[0]
        words = TopicContent(topic.title, line, necessity="To plan.")
        save_topic(unit, row, topic, words, seen_revision_id=topic.draft_revision_id)
        save_results(unit, row, ResultsContent("Said.", line), seen_revision_id=None)
        assert places_of(unit, made) == (
            f"the draft of the results of “{row.title}”",
            f"the topic “{topic.title}”",
            f"the update “{WORDS.title}”",
        )
        with pytest.raises(Refused, match="still shown: the draft of the results"):
            remove(unit, made)
        assert made.content is not None


def test_what_shows_a_picture_without_rights_or_of_another_engagement_is_not_published(
    both_units: Units, engagement: Engagement
) -> None:
    other = build_engagement(both_units, "libraries")
    with both_units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, engagement.slug)
        unclear = store_picture(unit, picture(), alt="A bus.", engagement_id=row.id)
        theirs = store_picture(unit, picture(), alt="A book.", engagement_id=other.id, **CLEAR)
        for media, said in ((unclear, "Say whose picture it is."), (theirs, "not among")):
            update = add_update(unit, row, shows(media))
            stamp_update(unit, row, update)
            with pytest.raises(NotReady) as caught:
                publish_update(unit, row, update, seen_revision_id=update.draft_revision_id)
            assert [one.page for one in caught.value.missing] == ["/pictures"] * len(
                caught.value.missing
            )
            assert said in " ".join(one.message for one in caught.value.missing)


def test_the_texts_of_an_engagement_wait_for_the_rights_of_their_pictures(
    both_units: Units, engagement: Engagement
) -> None:
    with both_units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, engagement.slug)
        assert whats_missing(unit, row) == ()
        made = store_picture(unit, picture(), alt="A bus.", engagement_id=row.id)
        topic = topics_of(unit.session, row.id)[0]
        words = TopicContent(topic.title, shows(made).body, necessity="To plan.")
        save_topic(unit, row, topic, words, seen_revision_id=topic.draft_revision_id)
        pages = {one.page for one in whats_missing(unit, row)}
        assert "/pictures" in pages
        describe(unit, made, Rights("A bus.", "The Province", Licence.STAFF))
        assert "/pictures" not in {one.page for one in whats_missing(unit, row)}
