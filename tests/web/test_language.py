"""French pages are the same pages under `/fr`; nothing else is found there."""

import pytest
from babel import Locale
from babel.localedata import locale_identifiers
from flask.testing import FlaskClient

from engage.core import language
from engage.web.language import as_written, here, is_one_language, written_in


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


def test_links_of_templates_are_not_frozen_in_the_language_of_the_first_page(
    client: FlaskClient,
) -> None:
    assert 'href="/fr/receipt"' in client.get("/fr/terms").text
    assert 'href="/receipt"' in client.get("/terms").text
    assert 'href="/fr/receipt"' in client.get("/fr/terms").text


def test_words_in_another_language_say_so() -> None:
    assert written_in() == ""
    assert written_in("fr") == ' lang="fr-CA"'
    assert written_in("ar") == ' lang="ar" dir="rtl"'
    assert written_in("pa-Arab") == ' lang="pa-Arab" dir="rtl"'
    assert written_in("pa") == ' lang="pa"'
    assert written_in("ar-Latn") == ' lang="ar-Latn"'
    assert as_written("<b>") == "&lt;b&gt;"
    with language.speaking("fr"):
        assert written_in() == ' lang="en-CA"'
        assert written_in("fr-CA") == ""
        assert as_written("<b>") == '<span lang="en-CA">&lt;b&gt;</span>'


def test_every_language_that_cldr_knows_runs_as_cldr_says() -> None:
    for name in locale_identifiers():
        direction = Locale.parse(name).text_direction
        marked = written_in(name.replace("_", "-"))
        assert ('dir="rtl"' in marked) == (direction == "rtl"), name


def test_a_language_that_we_do_not_speak_is_refused() -> None:
    with pytest.raises(ValueError, match="no interface"), language.speaking("tlh"):
        pass
