"""The codebook on both databases: words, order, merging, splitting, and codes that follow."""

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.coding.models import Theme
from engage.coding.queries import coded_share, themes_of_comments, told_themes
from engage.coding.queries.codebook import counts_by_theme, history_of, theme_by_key
from engage.coding.rules.codebook import AfterSplit, ChangeKind, ThemeContent
from engage.coding.rules.table import Unreadable, rows_of
from engage.coding.service.codebook import (
    DOWN,
    UP,
    add_theme,
    edit_theme,
    import_themes,
    move_theme,
    set_coders,
)
from engage.coding.service.merging import merge, retire, revive, split
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.governance.conduct.service.conflicts import InConflict
from tests.app_fixtures import build_engagement, make_person
from tests.coding.coded import (
    book_version,
    coded,
    coder,
    here,
    keys_in_use,
    lead,
    public,
    theme_version,
    with_themes,
)
from tests.moderation.keeping_off import keep_off


def codes(units: Units) -> dict[int, tuple[str, ...]]:
    with units.reading(SYSTEM) as unit:
        return dict(themes_of_comments(unit.session, here(unit).id))


def test_the_first_theme_begins_the_codebook_and_reports_are_told_of_it(both_units: Units) -> None:
    build_engagement(both_units)
    keeper = lead(both_units)
    with both_units.writing(keeper) as unit:
        add_theme(unit, here(unit), ThemeContent("Fares", "Tarifs", "About prices.", "Not taxes."))
        add_theme(unit, here(unit), ThemeContent("Safety"))
        add_theme(unit, here(unit), ThemeContent("Seniors", parent_key="fares"))
    with both_units.reading(SYSTEM) as unit:
        told = told_themes(unit.session, here(unit).id)
        actions = list(unit.session.scalars(select(AuditEntry.action)))
    assert [(one.key, one.parent_key, one.position) for one in told] == [
        ("fares", None, 1),
        ("seniors", "fares", 2),
        ("safety", None, 3),
    ]
    assert (told[0].label_fr, told[0].definition) == ("Tarifs", "About prices.")
    assert actions.count("codebook.begun") == 1
    assert actions.count("theme.added") == 3


def test_a_renamed_theme_keeps_its_key_its_codes_and_its_history(both_units: Units) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    number = public(both_units, person)
    with_themes(both_units, keeper)
    coded(both_units, person, number, "fares")
    with both_units.writing(keeper) as unit:
        seen = theme_version(unit, "fares")
        edit_theme(unit, here(unit), "fares", ThemeContent("Prices", "Prix"), seen_version=seen)
    assert codes(both_units) == {number: ("fares",)}
    with both_units.reading(SYSTEM) as unit:
        history = history_of(unit.session, theme_by_key(unit.session, here(unit).id, "fares").id)
    assert [one.kind for one in history] == [ChangeKind.EDITED, ChangeKind.ADDED]
    assert (history[0].before["label_en"], history[0].after["label_en"]) == ("Fares", "Prices")


def test_of_two_who_change_a_theme_the_second_is_told_what_happened(both_units: Units) -> None:
    build_engagement(both_units)
    keeper, other = lead(both_units), lead(both_units, "other@gov.bc.ca")
    with_themes(both_units, keeper)
    with both_units.reading(SYSTEM) as unit:
        seen, whole = theme_version(unit, "fares"), book_version(unit)
    with both_units.writing(other) as unit:
        edit_theme(unit, here(unit), "fares", ThemeContent("Prices"), seen_version=seen)
    with both_units.writing(keeper) as unit:
        with pytest.raises(Conflict, match="“Prices”"):
            edit_theme(unit, here(unit), "fares", ThemeContent("Cost"), seen_version=seen)
        with pytest.raises(Conflict, match="colleague"):
            merge(unit, here(unit), "fares", "safety", seen_version=whole)
        # Another theme is nobody's conflict.
        version = theme_version(unit, "safety")
        edit_theme(unit, here(unit), "safety", ThemeContent("Light"), seen_version=version)


def test_themes_change_places_within_their_level(both_units: Units) -> None:
    build_engagement(both_units)
    keeper = lead(both_units)
    with_themes(both_units, keeper)
    with both_units.writing(keeper) as unit:
        move_theme(unit, here(unit), "safety", UP)
        move_theme(unit, here(unit), "night-routes", UP)
        move_theme(unit, here(unit), "night-routes", DOWN)
        assert keys_in_use(unit) == ["safety", "night-routes", "fares"]
        with pytest.raises(Refused):
            move_theme(unit, here(unit), "fares", "sideways")


def test_merged_themes_leave_their_codes_to_the_other(both_units: Units) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    one, two, three = (public(both_units, person, f"Comment {n}.") for n in range(3))
    with_themes(both_units, keeper)
    coded(both_units, person, one, "fares")
    coded(both_units, person, two, "fares", "safety")
    coded(both_units, person, three, "night-routes")
    with both_units.writing(keeper) as unit:
        had = merge(unit, here(unit), "fares", "safety", seen_version=book_version(unit))
    assert had == 2
    assert codes(both_units) == {one: ("safety",), two: ("safety",), three: ("night-routes",)}
    with both_units.reading(SYSTEM) as unit:
        gone = theme_by_key(unit.session, here(unit).id, "fares")
        into = theme_by_key(unit.session, here(unit).id, "safety")
        assert gone.merged_into_id == into.id
        assert counts_by_theme(unit.session, here(unit).id)[into.id] == 2
        assert history_of(unit.session, gone.id)[0].comments == 2
    with both_units.writing(keeper) as unit, pytest.raises(Refused):
        merge(unit, here(unit), "fares", "safety", seen_version=book_version(unit))


def test_merging_ends_a_disagreement_that_was_about_the_two(both_units: Units) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    other = coder(both_units, "second@gov.bc.ca")
    number = public(both_units, person)
    with_themes(both_units, keeper)
    with both_units.writing(keeper) as unit:
        set_coders(unit, here(unit), 2, seen_version=book_version(unit))
    coded(both_units, person, number, "fares")
    coded(both_units, other, number, "safety")
    assert codes(both_units) == {}
    with both_units.writing(keeper) as unit:
        merge(unit, here(unit), "fares", "safety", seen_version=book_version(unit))
    assert codes(both_units) == {number: ("safety",)}


@pytest.mark.parametrize(
    ("after", "left"),
    [
        (AfterSplit.AGAIN, None),
        (AfterSplit.BOTH, ("fares", "passes")),
        (AfterSplit.STAY, ("fares",)),
    ],
)
def test_after_a_split_comments_do_what_was_chosen(
    both_units: Units, after: AfterSplit, left: tuple[str, ...] | None
) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    one, two = public(both_units, person, "One."), public(both_units, person, "Two.")
    with_themes(both_units, keeper)
    coded(both_units, person, one, "fares")
    coded(both_units, person, two, "safety")
    with both_units.writing(keeper) as unit:
        version = book_version(unit)
        split(unit, here(unit), "fares", ThemeContent("Passes"), after, seen_version=version)
    assert codes(both_units) == ({one: left} if left else {}) | {two: ("safety",)}
    with both_units.reading(SYSTEM) as unit:
        assert coded_share(unit.session, here(unit).id) == (2 if left else 1, 2)


def test_a_retired_theme_is_told_no_more_and_leaves_nobody_without_a_code(
    both_units: Units,
) -> None:
    build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    one, two = public(both_units, person, "One."), public(both_units, person, "Two.")
    with_themes(both_units, keeper)
    coded(both_units, person, one, "fares")
    coded(both_units, person, two, "fares", "safety")
    with both_units.writing(keeper) as unit:
        retire(unit, here(unit), "fares", seen_version=book_version(unit))
    assert codes(both_units) == {two: ("safety",)}
    with both_units.writing(keeper) as unit:
        assert [one.key for one in told_themes(unit.session, here(unit).id)] == [
            "night-routes",
            "safety",
        ]
        revive(unit, here(unit), "fares", seen_version=book_version(unit))
        assert keys_in_use(unit) == ["night-routes", "safety", "fares"]
    assert codes(both_units) == {two: ("safety",)}


def test_what_has_sub_themes_is_neither_retired_nor_put_below_another(both_units: Units) -> None:
    build_engagement(both_units)
    keeper = lead(both_units)
    with_themes(both_units, keeper)
    with both_units.writing(keeper) as unit:
        add_theme(unit, here(unit), ThemeContent("Seniors", parent_key="fares"))
        with pytest.raises(Refused, match="sub-themes"):
            retire(unit, here(unit), "fares", seen_version=book_version(unit))
        below = ThemeContent("Fares", parent_key="safety")
        with pytest.raises(Refused) as caught:
            edit_theme(unit, here(unit), "fares", below, seen_version=theme_version(unit, "fares"))
        assert caught.value.field == "parent"
        merge(unit, here(unit), "fares", "safety", seen_version=book_version(unit))
        told = {one.key: one.parent_key for one in told_themes(unit.session, here(unit).id)}
    assert told == {"night-routes": None, "safety": None, "seniors": "safety"}


def test_a_table_adds_and_changes_all_or_nothing(both_units: Units) -> None:
    build_engagement(both_units)
    keeper = lead(both_units)
    with_themes(both_units, keeper, "Fares")
    good = (
        b"key,label_en,label_fr,parent\nseniors,Seniors,Aines,fares\n"
        b"fares,Prices,Prix,\nnew,New,,\n"
    )
    with both_units.writing(keeper) as unit:
        done = import_themes(unit, here(unit), rows_of(good), seen_version=book_version(unit))
        assert (done.added, done.changed, done.same) == (2, 1, 0)
        again = import_themes(unit, here(unit), rows_of(good), seen_version=book_version(unit))
        assert (again.added, again.changed, again.same) == (0, 0, 3)
        assert sorted(keys_in_use(unit)) == ["fares", "new", "seniors"]
        bad = b"key,label_en,parent\nother,Other,\nthird,Prices,nobody\n"
        with pytest.raises(Unreadable) as caught:
            import_themes(unit, here(unit), rows_of(bad), seen_version=book_version(unit))
        assert len(caught.value.lines) == 2
        assert "other" not in keys_in_use(unit)


def test_a_retired_theme_neither_stops_a_table_nor_comes_back_by_it(both_units: Units) -> None:
    build_engagement(both_units)
    keeper = lead(both_units)
    with_themes(both_units, keeper, "Fares", "Noise")
    table = b"key,label_en,retired\nfares,Fares,\nnoise,Noise,yes\nelsewhere,Old,yes\n"
    with both_units.writing(keeper) as unit:
        retire(unit, here(unit), "noise", seen_version=book_version(unit))
        done = import_themes(unit, here(unit), rows_of(table), seen_version=book_version(unit))
        assert (done.added, done.changed, done.same) == (0, 0, 1)
        assert keys_in_use(unit) == ["fares"]


def test_columns_that_a_table_does_not_have_stay_as_they_are(both_units: Units) -> None:
    build_engagement(both_units)
    keeper = lead(both_units)
    whole = (
        b"key,label_en,label_fr,definition,not_for,parent\n"
        b"fares,Fares,Tarifs,What it costs.,Parking.,\nseniors,Seniors,Aines,,,fares\n"
    )
    names = b"key,label_en\nseniors,Older people\nfares,Prices\n"
    with both_units.writing(keeper) as unit:
        import_themes(unit, here(unit), rows_of(whole), seen_version=None)
        import_themes(unit, here(unit), rows_of(names), seen_version=book_version(unit))
        fares = theme_by_key(unit.session, here(unit).id, "fares")
        assert (fares.label_en, fares.label_fr) == ("Prices", "Tarifs")
        assert (fares.definition, fares.not_for) == ("What it costs.", "Parking.")
        seniors = theme_by_key(unit.session, here(unit).id, "seniors")
        assert (seniors.label_en, seniors.parent_id) == ("Older people", fares.id)
        emptied = b"key,label_en,definition\nfares,Prices,\n"
        import_themes(unit, here(unit), rows_of(emptied), seen_version=book_version(unit))
        assert theme_by_key(unit.session, here(unit).id, "fares").definition == ""


def test_only_leads_without_a_conflict_keep_the_codebook(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    keeper, person = lead(both_units), coder(both_units)
    viewer = make_person(both_units, Role.MINISTRY_VIEWER)
    for actor in (person, viewer):
        with both_units.writing(actor) as unit, pytest.raises(NotAllowed):
            add_theme(unit, here(unit), ThemeContent("Fares"))
    keep_off(both_units, keeper, engagement, "routes")
    with both_units.writing(keeper) as unit, pytest.raises(InConflict):
        add_theme(unit, here(unit), ThemeContent("Fares"))


def test_a_theme_of_another_engagement_is_unknown(both_units: Units) -> None:
    build_engagement(both_units)
    build_engagement(both_units, "quiet-lanes")
    keeper = lead(both_units)
    with_themes(both_units, keeper)
    with both_units.writing(keeper) as unit:
        add_theme(unit, here(unit, "quiet-lanes"), ThemeContent("Noise"))
        with pytest.raises(NotFound):
            retire(unit, here(unit), "noise", seen_version=book_version(unit))
        assert unit.session.scalars(select(Theme.engagement_id)).all().count(here(unit).id) == 3
