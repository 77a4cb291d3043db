"""The notice on public pages: in the language of its reader, where it has words in it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engage.comments.models import Comment
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.notices.models import NoticeWording
from tests.app_fixtures import build_engagement
from tests.approving import publish_approved
from tests.comments.citizen import FORM, Citizen, comment_of, stored
from tests.multilingual.test_web import public
from tests.notices.folder import english, french, in_language, on_shelf, without_french

PAGE = "/engagements/night-buses"
IN_ENGLISH = "avis de collecte est en anglais."
ARABIC = """---
of: {of}
title: إشعار الجمع
authority: المادة 26(c)
purposes: [استلام التعليقات, قراءتها, نشرها, الإبلاغ, الإعلام]
contact: Director, Citizen Engagement
---
كلمات.
"""


def published_again(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        publish_approved(unit, engagement_by_slug(unit.session, "night-buses"))


def read_in(units: Units, comment: Comment) -> str:
    """The language of the wording that the comment's record names; 'en' for none."""
    if comment.notice_wording_id is None:
        return "en"
    with units.reading(SYSTEM) as unit:
        wording = unit.session.get_one(NoticeWording, comment.notice_wording_id)
        assert wording.notice_version_id == comment.notice_version_id
        return wording.language


def test_who_writes_on_a_french_page_reads_the_notice_in_french_and_its_record_says_so(
    both_units: Units, notices: Path
) -> None:
    build_engagement(both_units)
    shelf = on_shelf(notices)
    worded = shelf.said_in("fr")
    citizen = Citizen.of(both_units)
    page = citizen.get(f"/fr{FORM}")
    for part in (worded.title, worded.purpose, worded.contact):
        assert part in page.words.replace("\u00a0", " ") or part in page.html
        assert page.position(part[:30]) < page.position("<textarea")
    assert IN_ENGLISH not in page.words
    assert '<h2 class="notice__title" id="collection-notice">Avis de collecte' in page.html
    sent = citizen.send(path=f"/fr{FORM}")
    assert worded.title in sent.words
    comment = comment_of(both_units, sent.code)
    assert read_in(both_units, comment) == "fr"
    assert comment.notice_hash == shelf.content_hash
    # What another field of the form says of it changes nothing.
    other = comment_of(both_units, citizen.send("More.", w="1", notice_wording_id="1").code)
    assert read_in(both_units, other) == "en"


def test_the_page_of_the_notice_is_french_beside_the_english_one(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    page = citizen.get(f"/fr{PAGE}/notice")
    assert page.heading == "Avis de collecte pour les commentaires du public"
    assert "Qui recueille." in page.words
    assert 'class="prose">' in page.html
    assert citizen.get(f"{PAGE}/notice").heading == "Collection notice for public comments"


def test_without_a_french_wording_french_pages_show_the_english_and_say_so(
    units: Units, notices: Path
) -> None:
    without_french(notices)
    build_engagement(units)
    citizen = Citizen.of(units)
    for path in (FORM, f"{PAGE}/notice"):
        page = citizen.get(f"/fr{path}")
        assert IN_ENGLISH in page.words
        assert re.search(r'<h\d[^>]* lang="en-CA">Collection notice', page.html)
    assert read_in(units, comment_of(units, citizen.send(path=f"/fr{FORM}").code)) == "en"


def test_a_wording_that_follows_an_earlier_english_text_is_on_no_page(
    units: Units, notices: Path
) -> None:
    build_engagement(units)
    english(notices)
    published_again(units)
    citizen = Citizen.of(units)
    for path in (FORM, f"{PAGE}/notice", PAGE):
        assert "Avis de collecte pour" not in citizen.get(f"/fr{path}").words


def test_another_french_wording_is_read_first_in_french_and_stops_nobody_else(
    both_units: Units, notices: Path
) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    in_french = citizen.filled(path=f"/fr{FORM}")
    in_english = citizen.filled("In English.")
    french(notices, "**Pourquoi donc.**")
    published_again(both_units)
    refused = citizen.post(f"/fr{FORM}", in_french)
    assert refused.status == 422
    assert "avis de collecte a changé" in refused.words
    assert refused.form()["text"] == in_french["text"]
    assert stored(both_units) == 0
    first = comment_of(both_units, citizen.post(FORM, in_english).code)
    again = comment_of(both_units, citizen.post(f"/fr{FORM}", refused.form()).code)
    # Each under the version that its author read.
    assert first.notice_version_id != again.notice_version_id
    assert first.notice_hash == again.notice_hash
    assert (read_in(both_units, first), read_in(both_units, again)) == ("en", "fr")


def test_the_box_on_the_engagements_page_shows_it_and_goes_on_in_the_same_words(
    units: Units, notices: Path
) -> None:
    build_engagement(units, topics=("routes",))
    citizen = Citizen.of(units)
    page = citizen.get(f"/fr{PAGE}")
    assert page.position("Avis de collecte pour") < page.position("<textarea")
    begun = citizen.post(f"/fr{FORM}/begin", page.form() | {"text": "Des bus."})
    assert begun.status == 200
    assert "a changé" not in begun.words
    # Who turned to the other language meanwhile reads it in that one.
    turned = citizen.post(f"{FORM}/begin", page.form() | {"text": "Buses."})
    assert "has changed" not in turned.words
    french(notices)
    published_again(units)
    late = citizen.post(f"/fr{FORM}/begin", page.form() | {"text": "Des bus."})
    assert "avis de collecte a changé" in late.words
    assert "Des bus." in late.html


def test_a_language_of_the_engagement_has_its_notice_where_there_is_one(
    units: Units, notices: Path
) -> None:
    build_engagement(units)
    public(units)
    citizen = Citizen.of(units)
    assert citizen.get(f"{PAGE}/in/ar/notice").response.location == f"{PAGE}/notice"
    assert citizen.get(f"{PAGE}/in/pa/notice").status == 404
    in_language(notices, "ar", ARABIC.format(of=on_shelf(notices).content_hash))
    published_again(units)
    page = citizen.get(f"{PAGE}/in/ar/notice")
    assert '<h1 lang="ar" dir="rtl">إشعار الجمع</h1>' in page.html
    assert f'href="{PAGE}/in/ar/notice"' in citizen.get(f"{PAGE}/notice").html
    place = f"{PAGE}/in/ar/routes/comment"
    assert '<dd lang="ar" dir="rtl">المادة 26(c)</dd>' in citizen.get(place).html
    assert read_in(units, comment_of(units, citizen.send(path=place).code)) == "ar"


@pytest.fixture
def lead(sign_in: Callable[..., Actor], units: Units) -> Actor:
    build_engagement(units)
    return sign_in(Role.ENGAGEMENT_LEAD)


def test_staff_see_what_becomes_of_each_language_before_they_publish(
    client: FlaskClient, lead: Actor, units: Units, notices: Path
) -> None:
    publish = f"/staff{PAGE}/publish"
    assert "There is nothing to publish" in client.get(publish).text
    french(notices)
    review = client.get(publish).text
    assert "The collection notice in French" in review
    assert "dit autrement" in review
    assert "The collection notice changed" not in review
    assert "follows an earlier" not in review
    published_again(units)
    assert "There is nothing to publish" in client.get(publish).text
    english(notices)
    review = client.get(publish).text
    assert "The collection notice changed" in review
    assert "in French follows an earlier English text" in review
    # It goes, so what it said is struck out.
    assert re.search(r"<del>.*?dit autrement", review, re.DOTALL)
