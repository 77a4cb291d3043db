"""French pages are the same pages under `/fr`; nothing else is found there."""

import pytest
from flask.testing import FlaskClient

from engage.core import language
from engage.web.language import here, is_one_language


def test_a_page_in_french_says_so_and_links_to_its_english(client: FlaskClient) -> None:
    page = client.get("/fr/terms").text
    assert '<html lang="fr-CA">' in page
    assert 'href="/terms" lang="en-CA"' in page
    assert "Passer au contenu principal" in page


def test_a_page_in_english_links_to_its_french(client: FlaskClient) -> None:
    page = client.get("/terms").text
    assert '<html lang="en-CA">' in page
    assert 'href="/fr/terms" lang="fr-CA"' in page


def test_the_prefix_alone_leads_to_the_french_home(client: FlaskClient) -> None:
    answer = client.get("/fr")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/fr/")
    assert client.get("/fr/").status_code == 200


@pytest.mark.parametrize("path", ["/fr/staff", "/fr/healthz", "/fr/fr/", "/fr/fr/terms", "/french"])
def test_what_has_one_language_is_not_found_under_the_prefix(
    client: FlaskClient, path: str
) -> None:
    assert client.get(path).status_code == 404


def test_one_language_does_not_leak_into_the_next_page(client: FlaskClient) -> None:
    client.get("/fr/terms")
    assert language.current() == "en"
    assert "Skip to main content" in client.get("/terms").text


def test_links_stay_in_the_language_of_the_page() -> None:
    with language.speaking("fr"):
        assert here("/terms") == "/fr/terms"
        assert here("https://example.org/") == "https://example.org/"
        assert here("//example.org/") == "//example.org/"
        assert here("/media/x.png") == "/media/x.png"
        assert here("#main") == "#main"
    assert here("/terms") == "/terms"
    assert not is_one_language("/stafford")


def test_a_language_that_we_do_not_speak_is_refused() -> None:
    with pytest.raises(ValueError, match="no interface"), language.speaking("tlh"):
        pass
