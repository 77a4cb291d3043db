"""Documents on staff's pages, on the page of their engagement, and at their own address."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements import queries
from engage.engagements.queries import engagement_by_slug
from engage.media.documents.queries import documents_of
from engage.media.documents.rules import REMOVED_WORDS, document_address
from tests.app_fixtures import MakeEngagement
from tests.approving import publish_stamped
from tests.engagements.pages import fields, form_at, send
from tests.media import pdfs

SignIn = Callable[..., Actor]
PAGE = "/staff/engagements/night-buses/documents"
PUBLIC = "/engagements/night-buses"
WORDS = {
    "title": "Night bus plan",
    "language": "en",
    "description": "Which lines run.",
    "owner": "The Province",
    "licence": "staff",
}


@pytest.fixture
def lead(sign_in: SignIn, make_engagement: MakeEngagement) -> Actor:
    make_engagement()
    return sign_in(Role.ENGAGEMENT_LEAD)


def upload(
    client: FlaskClient, content: bytes, page: str = PAGE, name: str = "Jane Hume.exe", **typed: str
) -> TestResponse:
    values = form_at(client, page) | typed | {"document": FileStorage(io.BytesIO(content), name)}
    # As bytes: the client would leave a large body open in a file.
    boundary, body = encode_multipart(values)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(page, data=body, content_type=kind)


def names(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        return [one.name for one in documents_of(unit.session, engagement.id)]


def publish(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        publish_stamped(unit, engagement_by_slug(unit.session, "night-buses"))


def move(client: FlaskClient, name: str, to: str) -> TestResponse:
    return send(client, PAGE, f"{PAGE}/{name}/place", move=to)


def test_a_document_is_public_once_it_is_published_and_not_before(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    answer = upload(client, pdfs.hostile(), **WORDS)
    assert answer.status_code == 303
    page = client.get(answer.location or "").text
    assert f"Taken out of it: {REMOVED_WORDS['files']}" in page
    [name] = names(units)
    address = document_address(name)
    assert client.get(address).status_code == 404
    assert "Night bus plan" not in client.get(PUBLIC).text
    preview = client.get("/staff/engagements/night-buses/preview").text
    assert f'href="{PAGE}/{name}/file"' in preview
    publish(units)
    page = client.get(PUBLIC).text
    assert f'<a href="{address}" hreflang="en">' in page
    assert "(PDF, 8 KB, 1 page, English)" in page or "KB, 1 page, English)" in page
    assert "Which lines run." in page
    french = client.get(f"/fr{PUBLIC}").text
    assert "anglais)" in french
    sent = client.get(address)
    assert sent.status_code == 200
    assert sent.headers["Content-Type"] == "application/pdf"
    assert sent.headers["Content-Disposition"] == "attachment; filename=night-bus-plan.pdf"
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Cache-Control"] == "public, max-age=600, s-maxage=10"
    assert "Set-Cookie" not in sent.headers
    assert b"EVIL" not in pdfs.whole(sent.get_data())
    again = client.get(address, headers={"If-None-Match": sent.headers["ETag"]})
    assert again.status_code == 304


def test_addresses_that_are_no_document_are_not_found(client: FlaskClient, lead: Actor) -> None:
    for name in ("0" * 32, "A" * 32, "0" * 31, "x", "%00", "0" * 5_000, "..%2f"):
        assert client.get(f"/media/{name}.pdf").status_code == 404, name
        assert client.get(f"{PAGE}/{name}").status_code == 404, name


def test_a_document_that_some_cannot_follow_needs_a_reason_and_the_page_says_whom_to_ask(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    page = upload(client, pdfs.untagged(), **WORDS).location or ""
    assert "This PDF has no tags" in client.get(page).text
    missing = client.get("/staff/engagements/night-buses/publish").text
    assert "Some people cannot follow this PDF. Say why it is shown anyway." in missing
    assert send(client, page, reason="The page says the same in full.").status_code == 303
    publish(units)
    shown = client.get(PUBLIC).text
    assert "Some people may not be able to read this file" in shown
    assert "To get it in another form" in shown
    assert "says the same in full" not in shown


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({"owner": ""}, "Say whose document it is."),
        ({"licence": "stock"}, "royalty-free, unlimited use"),
        ({"licence": "mark"}, "partnership agreement"),
    ],
)
def test_what_is_not_known_of_a_document_keeps_the_engagement_from_being_published(
    client: FlaskClient, units: Units, lead: Actor, lacking: dict[str, str], sentence: str
) -> None:
    assert upload(client, pdfs.tagged(), **(WORDS | lacking)).status_code == 303
    page = client.get("/staff/engagements/night-buses/publish").text
    assert sentence in page
    assert f'href="{PAGE}' in page


@pytest.mark.parametrize(
    ("content", "typed", "field"),
    [
        (b"", {}, "document"),
        (b"GIF89a", {}, "document"),
        (pdfs.tagged()[:300], {}, "document"),
        (pdfs.tagged(), {"title": " "}, "title"),
        (pdfs.tagged(), {"language": "xx"}, "language"),
        (pdfs.tagged(), {"licence": "mine"}, "licence-0"),
        (pdfs.tagged(), {"proof": "x" * 1_001}, "proof"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    client: FlaskClient, lead: Actor, content: bytes, typed: dict[str, str], field: str
) -> None:
    answer = upload(client, content, **(WORDS | typed))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert fields(answer.text, PAGE)["description"] == "Which lines run."
    assert "Choose the file once more" in answer.text
    assert "The page lists no document" in answer.text


def test_a_document_too_large_to_keep_loses_nothing_that_was_typed(
    client: FlaskClient, lead: Actor
) -> None:
    answer = upload(client, b"%PDF-1.7" + bytes(30_000_000), **WORDS)
    assert answer.status_code == 422
    assert 'href="#document">The file is larger than 20 MB' in answer.text
    assert fields(answer.text, PAGE)["description"] == "Which lines run."


def test_the_same_file_twice_is_said_and_kept_once(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    assert upload(client, pdfs.tagged(), **WORDS).status_code == 303
    answer = upload(client, pdfs.tagged(), **WORDS)
    assert answer.status_code == 422
    assert "among the engagement&#39;s documents already" in answer.text
    assert len(names(units)) == 1


def test_words_saved_later_change_the_draft_and_ask_for_approval_again(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    page = upload(client, pdfs.tagged(), **WORDS).location or ""
    publish(units)
    assert send(client, page, title="Plan of night buses").status_code == 303
    assert "Night bus plan" in client.get(PUBLIC).text
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        assert engagement.draft_revision_id != engagement.published_revision_id
        draft = queries.engagement_content(unit.session, engagement.draft_revision_id)
        assert [one.title for one in draft.documents] == ["Plan of night buses"]
    publish(units)
    assert "Plan of night buses" in client.get(PUBLIC).text


def test_the_draft_form_keeps_the_documents(client: FlaskClient, units: Units, lead: Actor) -> None:
    upload(client, pdfs.tagged(), **WORDS)
    assert send(client, "/staff/engagements/night-buses", summary="Other words.").status_code == 303
    assert "On the page" in client.get(PAGE).text
    assert f"{PAGE}/{names(units)[0]}/place" in client.get(PAGE).text
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        draft = queries.engagement_content(unit.session, engagement.draft_revision_id)
        assert (draft.summary, len(draft.documents)) == ("Other words.", 1)


def test_documents_are_put_in_order_and_taken_off_the_page(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    upload(client, pdfs.tagged(), **WORDS)
    upload(client, pdfs.untagged(), **(WORDS | {"title": "Second"}))
    second, first = names(units)
    assert move(client, second, "up").status_code == 303
    page = client.get(PAGE).text
    assert page.index("Second") < page.index("Night bus plan")
    assert move(client, second, "hide").status_code == 303
    page = client.get(PAGE).text
    assert "Kept, but not in the draft" in page
    assert move(client, second, "show").status_code == 303
    assert move(client, first, "sideways").status_code == 422
    page = client.get(PAGE).text
    assert page.index(f"{second}/place") > page.index(f"{first}/place")


def test_of_two_who_change_a_document_the_second_is_told(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    page = upload(client, pdfs.tagged(), **WORDS).location or ""
    stale = form_at(client, page)
    place = f"{page}/place"
    stale_place = form_at(client, PAGE, place)
    assert client.post(page, data=stale | {"owner": "The first"}).status_code == 303
    assert client.post(page, data=stale | {"title": "Third"}).status_code == 409
    assert send(client, page, title="Fourth").status_code == 303
    answer = client.post(place, data=stale_place | {"move": "hide"})
    assert answer.status_code == 409
    assert "Somebody changed the draft meanwhile" in answer.text


def test_a_document_that_is_removed_is_gone_at_once_and_both_pages_say_so(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    page = upload(client, pdfs.tagged(), **WORDS).location or ""
    publish(units)
    address = document_address(names(units)[0])
    assert client.get(address).status_code == 200
    assert f'href="{address}"' in client.get(PUBLIC).text
    assert send(client, page, f"{page}/remove").location == PAGE
    gone = client.get(address)
    assert gone.status_code == 404
    assert "This document was removed" in gone.text
    shown = client.get(PUBLIC).text
    assert f'href="{address}"' not in shown
    assert "This document was removed on Monday, 2 March 2026" in shown
    assert client.get(page).status_code == 404
    assert client.get(f"{page}/file").status_code == 404
    back = upload(client, pdfs.tagged(), **WORDS)
    assert back.location == page
    assert client.get(address).status_code == 200


def test_a_document_of_another_engagement_is_not_found_here(
    client: FlaskClient, units: Units, lead: Actor, make_engagement: MakeEngagement
) -> None:
    page = upload(client, pdfs.tagged(), **WORDS).location or ""
    make_engagement("libraries")
    token = form_at(client, page)
    there = page.replace("night-buses", "libraries")
    for path in (there, f"{there}/file"):
        assert client.get(path).status_code == 404
    for path in (there, f"{there}/remove", f"{there}/place"):
        assert client.post(path, data=token | {"move": "up"}).status_code == 404
    assert client.get(page).status_code == 200


def test_a_document_leaves_with_its_engagement(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    upload(client, pdfs.tagged(), **WORDS)
    publish(units)
    address = document_address(names(units)[0])
    assert client.get(address).status_code == 200
    with units.writing(SYSTEM) as unit:
        engagement_by_slug(unit.session, "night-buses").published_at = None
    assert client.get(address).status_code == 404
