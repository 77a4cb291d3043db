"""The links to the other languages of an engagement lead to what they say."""

import pytest
from flask.testing import FlaskClient
from lxml import html

from engage.core.unit import Units
from tests.app_fixtures import build_engagement
from tests.multilingual.translating import SLUG, in_language

PAGE = f"/engagements/{SLUG}"
MARKS = {"English": [], "Français": ["FR "], "ਪੰਜਾਬੀ": ["PA "]}


def links(client: FlaskClient, address: str) -> dict[str, str]:
    (found,) = html.fromstring(client.get(address).text).xpath(
        "//nav[contains(@class,'languages')]"
    )
    return {link.text: link.get("href") for link in found.iter("a")}


@pytest.mark.parametrize("rest", ["", "/updates", "/routes"])
@pytest.mark.parametrize(
    ("place", "offered"),
    [
        (PAGE, {"Français", "ਪੰਜਾਬੀ"}),
        (f"{PAGE}/in/pa", {"English", "Français"}),
        (f"{PAGE}/in/fr", {"English", "ਪੰਜਾਬੀ"}),
        (f"/fr{PAGE}", {"ਪੰਜਾਬੀ"}),
        (f"/fr{PAGE}/in/pa", {"English", "Français"}),
        (f"/fr{PAGE}/in/fr", {"English", "ਪੰਜਾਬੀ"}),
    ],
)
def test_each_leads_to_its_language(
    units: Units, client: FlaskClient, place: str, offered: set[str], rest: str
) -> None:
    build_engagement(units)
    in_language(units, "fr", "FR")
    in_language(units, "pa", "PA")
    found = links(client, place + rest)
    assert found.keys() == offered
    for language, href in found.items():
        page = client.get(href)
        assert page.status_code == 200
        if rest != "/updates":  # whose heading is ours
            (heading,) = html.fromstring(page.text).xpath("//h1")
            said = heading.text_content().strip()
            assert [one for one in ("FR ", "PA ") if said.startswith(one)] == MARKS[language], href


def test_a_french_page_without_french_words_has_the_english_ones(
    units: Units, client: FlaskClient
) -> None:
    build_engagement(units)
    in_language(units, "pa", "PA")
    assert links(client, f"/fr{PAGE}/in/pa") == {"English": f"/fr{PAGE}"}
