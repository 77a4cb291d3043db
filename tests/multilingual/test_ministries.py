"""French pages say the French name of a ministry, or say that the name is English."""

import pytest

from engage.accounts.service.ministries import name_in_french
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.tasks import show_new_name
from tests.app_fixtures import build_engagement
from tests.comments.citizen import Citizen

PAGE = "/engagements/night-buses"
ENGLISH = "Ministry of Transportation and Transit"
FRENCH = "Ministère des Transports"
PAGES = (
    "/", "/engagements", "/engagements?ministry=TRAN", PAGE, f"{PAGE}/routes", f"{PAGE}/updates",
    f"{PAGE}/results", f"{PAGE}/notice", f"{PAGE}/routes/comment",
    f"/embed{PAGE}",
)  # fmt: skip


def name_it(units: Units, name: str) -> None:
    with units.writing(SYSTEM) as unit:
        number = engagement_by_slug(unit.session, "night-buses").ministry_id
        name_in_french(unit, number, name, seen="")
    with units.writing(SYSTEM) as unit:
        show_new_name(unit, {"ministry_id": number})


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_the_name_in_its_language(units: Units, path: str) -> None:
    build_engagement(units)
    name_it(units, FRENCH)
    citizen = Citizen.of(units)
    french, english = citizen.get(f"/fr{path}"), citizen.get(path)
    assert (french.status, english.status) == (200, 200)
    if ENGLISH in english.words:
        assert FRENCH in french.words
    assert ENGLISH not in french.words
    assert FRENCH not in english.words
    assert f'lang="en-CA">{FRENCH}' not in french.html


def test_a_kept_page_follows_a_new_name(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    assert f'<span lang="en-CA">{ENGLISH}</span>' in citizen.get(f"/fr{PAGE}").html
    name_it(units, FRENCH)
    shown = citizen.get(f"/fr{PAGE}")
    assert FRENCH in shown.words
    assert ENGLISH not in shown.words


def test_a_filter_names_the_ministry_in_french_and_limits_the_list(units: Units) -> None:
    build_engagement(units)
    name_it(units, FRENCH)
    page = Citizen.of(units).get("/fr/engagements?ministry=TRAN")
    assert f"Ministère : {FRENCH}" in page.words.replace("\u00a0", " ")
    assert f'href="/fr{PAGE}"' in page.html
