"""Coding on both databases: what counts, what two coders settle, and what a changed text does."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from engage.audit.models import AuditEntry
from engage.coding.models import (
    CodedComment,
    CodeSuggestion,
    CodingRun,
    CommentCoding,
    ThemeProposal,
)
from engage.coding.queries import coded_share, themes_of_comments
from engage.coding.queries.agreement import agreements
from engage.coding.queries.codebook import theme_by_key
from engage.coding.queries.items import Filters, Show, item, mine, numbers
from engage.coding.queries.search import Sought, all_found, count_found
from engage.coding.rules.codebook import AfterSplit, ThemeContent
from engage.coding.rules.settling import How
from engage.coding.service.codebook import set_coders
from engage.coding.service.coding import Chosen, Seen, code, last_step, text_mark, undo
from engage.coding.service.merging import retire, split
from engage.coding.service.settling import settle
from engage.comments.models import Comment, CommentText
from engage.comments.rules import State
from engage.comments.service import place
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement
from engage.governance.conduct.service.conflicts import InConflict
from engage.governance.service.acknowledging import NotAcknowledged
from engage.moderation.search import wanted
from tests.app_fixtures import build_engagement, make_person
from tests.coding.coded import (
    book_version,
    coded,
    coder,
    follow,
    here,
    lead,
    public,
    public_body,
    seen,
    with_themes,
)
from tests.moderation.decisions import acts
from tests.moderation.keeping_off import keep_off
from tests.moderation.senders import send_looked_at


def codes(units: Units) -> dict[int, tuple[str, ...]]:
    with units.reading(SYSTEM) as unit:
        return dict(themes_of_comments(unit.session, here(unit).id))


def todo(units: Units, actor: Actor, coders: int = 1, **more: object) -> list[int]:
    with units.reading(actor) as unit:
        filters = Filters(here(unit).id, actor.person_id, coders, **more)  # type: ignore[arg-type]
        return numbers(unit.session, filters, limit=50)


def own_note(unit: Unit, number: int, actor: Actor) -> str:
    mark = text_mark(unit, public_body(unit, number))
    found = mine(unit.session, number, actor.person_id, mark)
    return found.note if found is not None else ""


@pytest.fixture
def two(both_units: Units) -> tuple[Units, Actor, Actor, Actor]:
    """An engagement that two people code: units, lead, first and second coder."""
    build_engagement(both_units)
    keeper, first = lead(both_units), coder(both_units)
    second = coder(both_units, "second@gov.bc.ca")
    with_themes(both_units, keeper)
    with both_units.writing(keeper) as unit:
        set_coders(unit, here(unit), 2, seen_version=book_version(unit))
    return both_units, keeper, first, second


def test_only_published_comments_are_coded_and_told_of(both_units: Units) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    with_themes(both_units, keeper)
    waiting, _ = send_looked_at(both_units, "Nobody has read this yet.")
    one, two = public(both_units, person, "One."), public(both_units, person, "Two.")
    assert todo(both_units, person) == [one, two]
    coded(both_units, person, two, "safety", "fares", note="Twice.")
    coded(both_units, person, one)
    assert codes(both_units) == {one: (), two: ("fares", "safety")}
    assert todo(both_units, person) == []
    with both_units.writing(person) as unit:
        assert coded_share(unit.session, here(unit).id) == (2, 2)
        with pytest.raises(Conflict, match="not public"):
            code(unit, here(unit), waiting, Chosen(("fares",)), Seen(1, "x", 0))
        with pytest.raises(NotFound):
            code(unit, here(unit), 10_000, Chosen(("fares",)), Seen(1, "x", 0))


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        (Chosen(), "themes"),
        (Chosen(("fares",), fits_none=True), "themes"),
        (Chosen(("nothing",)), "themes"),
        (Chosen(("fares",), note="x" * 1_001), "note"),
    ],
)
def test_what_cannot_be_chosen(units: Units, chosen: Chosen, field: str) -> None:
    build_engagement(units)
    keeper, person = lead(units), coder(units)
    with_themes(units, keeper)
    number = public(units, person)
    with units.writing(person) as unit:
        with pytest.raises(Refused) as caught:
            code(unit, here(unit), number, chosen, seen(unit, number))
        assert caught.value.field == field


def test_of_two_who_code_at_once_the_second_is_told_what_the_first_chose(both_units: Units) -> None:
    build_engagement(both_units)
    keeper, first = lead(both_units), coder(both_units)
    second = coder(both_units, "second@gov.bc.ca")
    with_themes(both_units, keeper)
    number = public(both_units, first)
    with both_units.reading(SYSTEM) as unit:
        was = seen(unit, number)
    coded(both_units, first, number, "fares")
    with both_units.writing(second) as unit, pytest.raises(Conflict, match="“Fares”"):
        code(unit, here(unit), number, Chosen(("safety",)), was)
    coded(both_units, second, number, "safety")
    assert codes(both_units) == {number: ("safety",)}


def test_of_two_who_save_in_the_same_moment_one_is_kept(both_units: Units) -> None:
    build_engagement(both_units)
    keeper, people = lead(both_units), [coder(both_units), coder(both_units, "b@gov.bc.ca")]
    with_themes(both_units, keeper)
    number = public(both_units, people[0])
    with both_units.reading(SYSTEM) as unit:
        was = seen(unit, number)
    start = threading.Barrier(2)

    def save(person: Actor, key: str) -> bool:
        start.wait()
        try:
            with both_units.writing(person) as unit:
                code(unit, here(unit), number, Chosen((key,)), was)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(save, people, ("fares", "safety")))
    assert sorted(done) == [False, True]
    assert codes(both_units) == {number: ("fares" if done[0] else "safety",)}


def test_a_theme_that_was_retired_meanwhile_is_a_conflict(both_units: Units) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    with_themes(both_units, keeper)
    number = public(both_units, person)
    with both_units.writing(keeper) as unit:
        retire(unit, here(unit), "fares", seen_version=book_version(unit))
    with both_units.writing(person) as unit, pytest.raises(Conflict, match="retired"):
        code(unit, here(unit), number, Chosen(("fares",)), seen(unit, number))


def test_the_last_coding_is_taken_back_to_what_was_chosen_before(
    both_units: Units, clock: FixedClock
) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    with_themes(both_units, keeper)
    number = public(both_units, person)
    coded(both_units, person, number, "fares")
    clock.advance(minutes=1)
    coded(both_units, person, number, "safety")
    for expected in ({number: ("fares",)}, {}):
        with both_units.writing(person) as unit:
            step = last_step(unit, here(unit).id)
            assert step is not None
            assert undo(unit, here(unit), step.id) == number
        assert codes(both_units) == expected
    with both_units.writing(person) as unit:
        assert last_step(unit, here(unit).id) is None
        with pytest.raises(Refused):
            undo(unit, here(unit), step.id)


def test_the_audit_says_who_chose_what_by_ids(both_units: Units) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    with_themes(both_units, keeper)
    number = public(both_units, person, "A secret garden.")
    coded(both_units, person, number, "fares", note="A note with words.")
    with both_units.reading(SYSTEM) as unit:
        entry = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "coding.given")
        ).one()
        theme = theme_by_key(unit.session, here(unit).id, "fares")
    assert entry.subject == f"comment:{number}"
    assert f'"after":"{theme.id}"' in entry.detail.replace(" ", "")
    assert "garden" not in entry.detail and "note" not in entry.detail


def test_a_corrected_comment_is_coded_again(both_units: Units, clock: FixedClock) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    with_themes(both_units, keeper)
    number = public(both_units, person, "Buses are cheap.")
    coded(both_units, person, number, "fares", note="About prices.")
    acts.corrected(both_units, number, "Buses are safe.")
    assert codes(both_units) == {number: ("fares",)}, "the first text is still public"
    with both_units.reading(person) as unit:
        was = seen(unit, number)
    acts.published(both_units, person, number, version=2)
    assert codes(both_units) == {}
    assert todo(both_units, person) == [number]
    with both_units.writing(person) as unit:
        found = item(unit.session, here(unit).id, number)
        assert found is not None and found.body == "Buses are safe."
        assert own_note(unit, number, person) == ""
        with pytest.raises(Conflict, match="changed meanwhile"):
            code(unit, here(unit), number, Chosen(("fares",)), was)
    coded(both_units, person, number, "safety")
    assert codes(both_units) == {number: ("safety",)}


def test_words_taken_out_reopen_the_coding_and_take_notes_with_them(both_units: Units) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    with_themes(both_units, keeper)
    number = public(both_units, person, acts.TEXT)
    coded(both_units, person, number, "safety", note=f"{acts.NAME} again")
    acts.corrected(both_units, number, f"{acts.TEXT} Still.")
    acts.published_without_the_name(both_units, person, number, f"{acts.TEXT} Still.", version=2)
    follow(both_units)
    assert codes(both_units) == {}
    with both_units.reading(SYSTEM) as unit:
        notes = unit.session.scalars(select(CommentCoding.note)).all()
        found = item(unit.session, here(unit).id, number)
    assert notes == [""]
    assert found is not None and acts.NAME not in found.body


def test_who_reads_while_words_are_taken_out_codes_nothing(both_units: Units) -> None:
    """Taken from view, shown again without the name: the same version, another text."""
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    with_themes(both_units, keeper)
    number = public(both_units, person, acts.TEXT)
    with both_units.reading(person) as unit:
        was = seen(unit, number)
    coded(both_units, person, number, "safety")
    with both_units.writing(SYSTEM) as unit:
        text = public_body(unit, number)
        changed = text.replace(acts.NAME, "[name removed]")
        unit.session.get_one(CommentText, (number, 1)).body = changed
    with both_units.writing(person) as unit, pytest.raises(Conflict, match="changed meanwhile"):
        code(unit, here(unit), number, Chosen(("safety",)), was)


def test_what_was_taken_from_view_and_shown_again_is_coded_again(
    both_units: Units, clock: FixedClock
) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    with_themes(both_units, keeper)
    number = public(both_units, person)
    coded(both_units, person, number, "fares")
    with both_units.writing(SYSTEM) as unit:
        set_public(unit, number, None)
    assert codes(both_units) == {}
    clock.advance(minutes=5)
    with both_units.writing(SYSTEM) as unit:
        set_public(unit, number, 1)
    assert codes(both_units) == {}
    assert todo(both_units, person) == [number]


def set_public(unit: Unit, number: int, version: int | None) -> None:
    comment = unit.session.get_one(Comment, number)
    engagement = unit.session.get_one(Engagement, comment.engagement_id)
    state = State.PUBLISHED if version else State.NOT_PUBLISHED
    place(unit, engagement, comment, state, published_version=version, waiting_since=None)


def test_a_withdrawn_comment_leaves_no_code_behind(both_units: Units) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    with_themes(both_units, keeper)
    number = public(both_units, person)
    coded(both_units, person, number, "fares", note="Her words.")
    with both_units.writing(SYSTEM) as unit:
        suggest_and_run(unit, number)
    acts.withdrawn(both_units, number)
    assert codes(both_units) == {}
    follow(both_units)
    with both_units.reading(SYSTEM) as unit:
        for table in (CommentCoding, CodedComment, CodeSuggestion):
            assert unit.session.scalar(select(func.count()).select_from(table)) == 0
        assert unit.session.scalars(select(CodingRun.outdated_at)).one() is not None
        assert unit.session.scalars(select(ThemeProposal.words)).all() == []


def suggest_and_run(unit: Unit, number: int) -> None:
    run = CodingRun(
        engagement_id=here(unit).id, kind="codes", state="done", wanted=1, asked_at=unit.now
    )
    unit.session.add(run)
    unit.session.flush()
    unit.session.add(
        ThemeProposal(run_id=run.id, position=1, words='["words"]', examples="[]", comments=1)
    )
    theme = theme_by_key(unit.session, here(unit).id, "safety")
    unit.session.add(
        CodeSuggestion(
            comment_id=number,
            theme_id=theme.id,
            run_id=run.id,
            version=1,
            score=0.9,
            suggested_at=unit.now,
        )
    )


def test_two_code_without_the_others_choice_and_a_third_settles(
    two: tuple[Units, Actor, Actor, Actor],
) -> None:
    units, _keeper, first, second = two
    third = coder(units, "third@gov.bc.ca")
    number, alike = public(units, first, "One."), public(units, first, "Two.")
    coded(units, first, number, "fares")
    coded(units, first, alike, "safety")
    assert codes(units) == {}
    assert todo(units, first, 2) == []
    assert todo(units, second, 2) == [number, alike]
    coded(units, second, number, "safety")
    coded(units, second, alike, "safety")
    assert codes(units) == {alike: ("safety",)}
    assert todo(units, third, 2) == []
    assert todo(units, third, 2, show=Show.DISPUTED) == [number]
    with units.writing(third) as unit, pytest.raises(Conflict, match="Two people"):
        code(unit, here(unit), number, Chosen(("fares",)), seen(unit, number))
    with units.writing(second) as unit, pytest.raises(NotAllowed):
        settle(unit, here(unit), number, Chosen(("fares",)), seen(unit, number))
    with units.writing(third) as unit:
        settle(unit, here(unit), number, Chosen(("night-routes",)), seen(unit, number))
        with pytest.raises(Conflict, match="Nobody disagrees"):
            settle(unit, here(unit), alike, Chosen(("fares",)), seen(unit, alike))
    assert codes(units) == {number: ("night-routes",), alike: ("safety",)}
    with units.reading(SYSTEM) as unit:
        row = unit.session.get_one(CodedComment, number)
        entry = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "coding.settled")
        ).one()
    assert row.how == How.RULED
    assert (entry.actor, entry.subject) == (third.label, f"comment:{number}")
    with units.writing(first) as unit, pytest.raises(Conflict, match="settled"):
        code(unit, here(unit), number, Chosen(("fares",)), seen(unit, number))


def test_a_lead_who_coded_may_settle_and_only_one_of_two_at_once(
    two: tuple[Units, Actor, Actor, Actor],
) -> None:
    units, keeper, first, _second = two
    number = public(units, first)
    coded(units, keeper, number, "fares")
    coded(units, first, number)
    with units.writing(keeper) as unit:
        was = seen(unit, number)
        settle(unit, here(unit), number, Chosen(("fares",)), was)
        with pytest.raises(Conflict, match="meanwhile"):
            settle(unit, here(unit), number, Chosen(("safety",)), was)


def test_agreement_is_counted_over_what_both_coded(
    two: tuple[Units, Actor, Actor, Actor],
) -> None:
    units, _keeper, first, second = two
    pairs = [("fares", "fares"), ("fares", "safety"), ("safety", "safety"), ("", "")]
    for n, (one, other) in enumerate(pairs):
        number = public(units, first, f"Comment {n}.")
        coded(units, first, number, *filter(None, [one]))
        coded(units, second, number, *filter(None, [other]))
    alone = public(units, first, "Coded by one alone.")
    coded(units, first, alone, "fares")
    with units.reading(SYSTEM) as unit:
        theme = {
            key: theme_by_key(unit.session, here(unit).id, key).id for key in ("fares", "safety")
        }
        found = agreements(unit.session, here(unit).id, theme.values())
    assert found.comments == 4
    assert found.by_theme[theme["fares"]].percent == pytest.approx(75)
    # Of 8 sayings 3 are yes: 1 - 7 * 2 / (64 - 9 - 25).
    assert found.by_theme[theme["fares"]].alpha == pytest.approx(1 - 7 * 2 / 30)


def test_how_many_code_can_be_changed_and_nothing_is_lost(both_units: Units) -> None:
    build_engagement(both_units)
    keeper, first = lead(both_units), coder(both_units)
    second = coder(both_units, "second@gov.bc.ca")
    with_themes(both_units, keeper)
    one, twice = public(both_units, first, "One."), public(both_units, first, "Two.")
    coded(both_units, first, one, "fares")
    coded(both_units, first, twice, "fares")
    coded(both_units, second, twice, "safety")
    assert codes(both_units) == {one: ("fares",), twice: ("safety",)}
    with both_units.writing(keeper) as unit:
        set_coders(unit, here(unit), 2, seen_version=book_version(unit))
    assert codes(both_units) == {}
    assert todo(both_units, second, 2) == [one]
    with both_units.writing(keeper) as unit:
        set_coders(unit, here(unit), 1, seen_version=book_version(unit))
    assert codes(both_units) == {one: ("fares",)}, "a disagreement waits for a decision"


def test_who_keeps_off_a_topic_neither_sees_nor_codes_it(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    other = coder(both_units, "other@gov.bc.ca")
    with_themes(both_units, keeper)
    number = public(both_units, other)
    keep_off(both_units, person, engagement, "routes")
    with both_units.writing(person) as unit, pytest.raises(InConflict):
        code(unit, here(unit), number, Chosen(("fares",)), seen(unit, number))


def test_coding_needs_the_role_and_the_rules_acknowledged(units: Units) -> None:
    build_engagement(units)
    keeper, person = lead(units), coder(units)
    with_themes(units, keeper)
    number = public(units, person)
    new = make_person(units, Role.MODERATOR, email="new@gov.bc.ca", acknowledged=False)
    for actor, error in (
        (make_person(units, Role.MINISTRY_VIEWER), NotAllowed),
        (make_person(units, Role.ADMINISTRATOR), NotAllowed),
        (make_person(units, Role.MODERATOR, email="h@gov.bc.ca", ministry="HLTH"), NotAllowed),
        (new, NotAcknowledged),
    ):
        with units.writing(actor) as unit, pytest.raises(error):
            code(unit, here(unit), number, Chosen(("fares",)), seen(unit, number))


def test_comments_are_found_by_their_themes_and_words(both_units: Units) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    with_themes(both_units, keeper)
    one = public(both_units, person, "The café is warm.")
    two = public(both_units, person, "A warm bus, please.")
    three = public(both_units, person, "Nothing of it.")
    coded(both_units, person, one, "fares")
    coded(both_units, person, two, "fares", "safety")
    coded(both_units, person, three)
    acts.corrected(both_units, one, "The hidden rhubarb is warm.")
    with both_units.reading(SYSTEM) as unit:
        ids = {
            key: theme_by_key(unit.session, here(unit).id, key).id
            for key in ("fares", "safety", "night-routes")
        }

        def search(all_: str = "", any_: str = "", none: str = "", words: str = "") -> list[int]:
            sought = Sought(
                here(unit).id,
                tuple(ids[key] for key in all_.split()),
                tuple(ids[key] for key in any_.split()),
                tuple(ids[key] for key in none.split()),
                wanted(words) or None,
            )
            found = [each.comment_id for each in all_found(unit.session, sought)]
            assert count_found(unit.session, sought) == len(found)
            return found

        assert search() == [one, two, three]
        assert search("fares") == [one, two]
        assert search("fares safety") == [two]
        assert search(any_="safety night-routes") == [two]
        assert search("fares", none="safety") == [one]
        assert search(words="warm") == [one, two]
        assert search("safety", words='"warm bus"') == [two]
        assert search(words="rhubarb") == [], "a correction that waits is nobody's to find"


def test_reopened_by_a_split_the_earlier_choice_is_offered(both_units: Units) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    with_themes(both_units, keeper)
    number = public(both_units, person)
    coded(both_units, person, number, "fares", "safety")
    with both_units.writing(keeper) as unit:
        version = book_version(unit)
        split(
            unit,
            here(unit),
            "fares",
            ThemeContent("Passes"),
            AfterSplit.AGAIN,
            seen_version=version,
        )
    assert todo(both_units, person) == [number]
    with both_units.reading(person) as unit:
        found = mine(
            unit.session, number, person.person_id, text_mark(unit, public_body(unit, number))
        )
        assert found is not None
        assert not found.is_current and len(found.themes) == 2
