"""The public address of a picture, and the pages on which staff keep them."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import UpdateContent
from engage.media.queries import pictures_of
from engage.media.rules import address_of, markdown_of
from engage.media.service import clean_picture, remove, store_picture
from tests.app_fixtures import MakeEngagement
from tests.engagements.pages import fields, form_at, send
from tests.media.files import opened, picture
from tests.updates.writing import shown_update

SignIn = Callable[..., Actor]
PAGE = "/staff/engagements/night-buses/pictures"
RIGHTS = {"alt": "A bus at night.", "owner": "The Province", "licence": "staff"}


@pytest.fixture
def lead(sign_in: SignIn, make_engagement: MakeEngagement) -> Actor:
    make_engagement()
    return sign_in(Role.ENGAGEMENT_LEAD)


def kept(units: Units, **rights: str) -> tuple[str, str]:
    """A picture of the engagement: its name and its public address."""
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        given = {"alt": "A bus."} | rights
        made = store_picture(unit, picture(), engagement_id=engagement.id, **given)
        return made.name, address_of(made.name, made.media_type)


def upload(client: FlaskClient, content: bytes, name: str, **typed: str) -> TestResponse:
    values = form_at(client, PAGE) | typed | {"picture": FileStorage(io.BytesIO(content), name)}
    # As bytes: the client would leave a large body open in a file.
    boundary, body = encode_multipart(values)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(PAGE, data=body, content_type=kind)


def test_a_picture_is_sent_as_a_picture_that_can_do_nothing(
    client: FlaskClient, units: Units, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    name, address = kept(units, **RIGHTS)
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.get_data() == clean_picture(picture()).content
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, s-maxage=10, immutable"
    assert "Set-Cookie" not in answer.headers
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.head(address).status_code == 200
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        remove(unit, pictures_of(unit.session, engagement.id)[0])
    assert client.get(address).status_code == 404
    assert name in address


def test_addresses_that_are_none_are_not_found(
    client: FlaskClient, units: Units, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    name, address = kept(units, **RIGHTS)
    stem = address.rpartition(".")[0]
    for path in (
        f"{stem}.jpg",
        f"{stem}.svg",
        f"{stem}.",
        stem,
        address.replace("40x30", "400x300"),
        f"/media/{name[:32]}.png",
        "/media/../staff.png",
        "/media/%00.png",
        f"/media/{'a' * 5_000}.png",
        "/media/x.png",
    ):
        assert client.get(path).status_code == 404, path


def test_nobody_sees_a_picture_whose_rights_are_not_known(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    name, address = kept(units)
    assert client.get(address).status_code == 404
    assert client.get(f"{PAGE}/{name}/file").headers["Cache-Control"] == "no-store"
    page = client.get(f"{PAGE}/{name}").text
    assert "The public cannot see it yet" in page
    assert send(client, f"{PAGE}/{name}", **RIGHTS).status_code == 303
    assert client.get(address).status_code == 200


def test_a_lead_adds_a_picture_and_is_told_how_to_show_it(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    answer = upload(client, picture("JPEG", (2_000, 1_000)), "Jane Hume.exe", **RIGHTS)
    assert answer.status_code == 303
    page = client.get(answer.location or "").text
    assert "![A bus at night.](/media/" in page
    assert "Jane" not in page
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        [made] = pictures_of(unit.session, engagement.id)
        assert (made.width, made.height, made.media_type) == (1_600, 800, "image/jpeg")
        address, content = address_of(made.name, made.media_type), made.content
    assert content is not None
    assert opened(content).size == (1_600, 800)
    assert client.get(address).get_data() == content


@pytest.mark.parametrize(
    ("content", "typed", "field"),
    [
        (b"", {}, "picture"),
        (b"%PDF-1.7", {}, "picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", {}, "picture"),
        (picture()[:60], {}, "picture"),
        (picture(), {"alt": "x" * 301}, "alt"),
        (picture(), {"licence": "mine"}, "licence-0"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    client: FlaskClient, lead: Actor, content: bytes, typed: dict[str, str], field: str
) -> None:
    answer = upload(client, content, "bus.png", **(RIGHTS | typed))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert fields(answer.text, PAGE)["owner"] == "The Province"
    assert "There is no picture yet" in answer.text


def test_who_sends_a_picture_again_is_told_that_it_was_here_and_what_stays(
    client: FlaskClient, lead: Actor
) -> None:
    again = "The picture was here already, and what was known of it stays."
    for typed, is_told in ((RIGHTS, False), (RIGHTS, False), (RIGHTS | {"owner": "A shop"}, True)):
        answer = upload(client, picture(), "bus.png", **typed)
        page = client.get(answer.location or "")
        assert (again in page.text) is is_told
        assert fields(page.text, answer.location or "")["owner"] == "The Province"


def test_a_photograph_too_large_to_keep_loses_nothing_that_was_typed(
    client: FlaskClient, lead: Actor
) -> None:
    answer = upload(client, b"\xff\xd8\xff" + bytes(12_000_000), "bus.jpg", **RIGHTS)
    assert answer.status_code == 422
    assert 'href="#picture">The file is larger than 8 MB' in answer.text
    assert fields(answer.text, PAGE)["owner"] == "The Province"


def test_who_sends_far_too_much_reads_of_a_file_and_not_of_a_comment(
    client: FlaskClient, lead: Actor
) -> None:
    answer = upload(client, bytes(40_000_000), "bus.jpg", **RIGHTS)
    assert answer.status_code == 413
    assert "That file is too large" in answer.text
    assert "5,000 characters" not in answer.text


def test_of_two_who_describe_a_picture_the_second_is_told(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    name, _ = kept(units)
    page = f"{PAGE}/{name}"
    stale = form_at(client, page)
    assert client.post(page, data=stale | {"owner": "The first"}).status_code == 303
    answer = client.post(page, data=stale | {"owner": "The second"})
    assert answer.status_code == 409
    assert fields(answer.text, page)["owner"] == "The second"
    assert send(client, page, owner="The second").status_code == 303


def test_a_preview_shows_its_pictures_before_the_public_may_see_them(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    name, address = kept(units)
    line = f"![A bus at night]({address})"
    drafts = "/staff/engagements/night-buses"
    send(client, f"{drafts}/topics/routes", body=line)
    send(client, f"{drafts}/updates/new", title="Night", body=line)
    for page in ("routes", "updates/night"):
        preview = client.get(f"{drafts}/preview/{page}").text
        assert f'src="{PAGE}/{name}/file"' in preview
        assert address not in preview
    assert client.get(f"{PAGE}/{name}/file").status_code == 200
    assert client.get(address).status_code == 404


def test_a_picture_that_is_shown_cannot_be_removed(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    name, address = kept(units, **RIGHTS)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        line = markdown_of(name, "image/png", "A bus.")
        shown_update(unit, engagement, UpdateContent("Night", "It ran.", line), slug="night")
    assert f'src="{address}"' in client.get("/engagements/night-buses/updates/night").text
    page = f"{PAGE}/{name}"
    assert "the update “Night”" in client.get(page).text
    answer = client.post(f"{page}/remove", data=form_at(client, page))
    assert answer.status_code == 422
    assert "It is still shown: the update “Night”." in answer.text
    assert client.get(address).status_code == 200


def test_a_picture_of_another_engagement_is_not_found_here(
    client: FlaskClient, units: Units, lead: Actor, make_engagement: MakeEngagement
) -> None:
    name, _ = kept(units, **RIGHTS)
    make_engagement("libraries")
    token = form_at(client, f"{PAGE}/{name}")
    there = f"/staff/engagements/libraries/pictures/{name}"
    for path in (there, f"{there}/file"):
        assert client.get(path).status_code == 404
    for path in (there, f"{there}/remove"):
        assert client.post(path, data=token).status_code == 404
    assert client.get(f"{PAGE}/{name}").status_code == 200


def test_a_picture_that_no_text_shows_is_removed_for_good(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    name, address = kept(units, **RIGHTS)
    page = f"{PAGE}/{name}"
    assert send(client, page, f"{page}/remove").location == PAGE
    assert client.get(address).status_code == 404
    assert client.get(page).status_code == 404
