"""The public form and the moderators' list, through the browser."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.moderation.reported.models import CommentReport
from engage.moderation.service import decide
from tests.app_fixtures import build_engagement, csrf_token
from tests.comments.citizen import TOPIC, Citizen, comment_of, settle

TEXT = "Bruno from Elm Street <b>never</b> pays."


@pytest.fixture
def citizen(units: Units) -> Citizen:
    build_engagement(units)
    return Citizen.of(units)


def published(citizen: Citizen, units: Units, text: str = TEXT) -> str:
    """A public comment: the address of its report."""
    return f"/c/{settle(units, sent(citizen, text), 'published').public_id}/report"


def sent(citizen: Citizen, text: str = TEXT) -> str:
    """The receipt code of a comment whose author was asked about the names and sent it so."""
    return citizen.send(text, confirm="send-as-is").code


def reports(units: Units) -> int:
    with units.reading(SYSTEM) as unit:
        return unit.session.query(CommentReport).count()


def test_the_page_of_the_discussion_offers_to_report_each_comment(
    citizen: Citizen, units: Units
) -> None:
    path = published(citizen, units)
    assert f'href="{path}"' in citizen.get(TOPIC).html


def test_a_privacy_report_takes_the_comment_off_the_site_at_once(
    citizen: Citizen, units: Units
) -> None:
    path = published(citizen, units)
    assert "Elm Street" in citizen.get(TOPIC).words
    form = citizen.get(path)
    assert form.heading == "Report a comment"
    assert "&lt;b&gt;never&lt;/b&gt;" in form.html
    answer = citizen.post(path, form.form() | {"kind": "person", "note": "That is me"})
    assert answer.status == 200
    assert "The comment is off this site now." in answer.words
    assert "Elm Street" not in citizen.get(TOPIC).words
    assert citizen.get(path).status == 404


def test_its_author_reads_that_it_is_looked_at_again(citizen: Citizen, units: Units) -> None:
    code = sent(citizen)
    comment = comment_of(units, code)
    with units.writing(SYSTEM) as unit:
        decide(unit, comment.id, 1, "publish", (), "")
    path = f"/c/{comment.public_id}/report"
    citizen.post(path, citizen.get(path).form() | {"kind": "person"})
    assert "we look at it again" in citizen.look_up(code).words


def test_another_reason_leaves_it_on_the_site(citizen: Citizen, units: Units) -> None:
    path = published(citizen, units)
    answer = citizen.post(path, citizen.get(path).form() | {"kind": "policy"})
    assert "The comment stays on the site" in answer.words
    assert "Elm Street" in citizen.get(TOPIC).words


def test_without_a_reason_the_form_comes_back_with_what_was_written(
    citizen: Citizen, units: Units
) -> None:
    path = published(citizen, units)
    fields = citizen.get(path).form()
    fields.pop("kind", None)
    answer = citizen.post(path, fields | {"note": "<i>here</i>"})
    assert answer.status == 422
    assert answer.summary == ["Choose why you report this comment."]
    assert "&lt;i&gt;here&lt;/i&gt;" in answer.html
    assert reports(units) == 0


def test_a_form_with_a_broken_token_is_asked_again_and_then_passes(
    citizen: Citizen, units: Units
) -> None:
    path = published(citizen, units)
    answer = citizen.post(path, {"token": "broken", "kind": "policy", "note": "n"})
    assert answer.status == 422
    again = citizen.post(path, answer.form() | {"kind": "policy"})
    assert again.status == 200
    assert reports(units) == 1


def test_reporting_twice_says_that_it_is_gone(citizen: Citizen, units: Units) -> None:
    path = published(citizen, units)
    sent = citizen.get(path).form() | {"kind": "person"}
    citizen.post(path, sent)
    assert citizen.post(path, sent).heading == "This comment is not public any more"


@pytest.mark.parametrize("public_id", ["nothing", "x" * 500, "%00", "é"])
def test_what_is_not_public_cannot_be_reported(
    citizen: Citizen, units: Units, public_id: str
) -> None:
    assert citizen.get(f"/c/{public_id}/report").status == 404
    waiting = comment_of(units, sent(citizen)).public_id
    assert citizen.get(f"/c/{waiting}/report").status == 404


def test_moderators_keep_it_or_take_it_down(
    client: FlaskClient, citizen: Citizen, units: Units, sign_in: Callable[..., Actor]
) -> None:
    paths = [published(citizen, units, f"{TEXT} {n}") for n in range(2)]
    for path in paths:
        citizen.post(path, citizen.get(path).form() | {"kind": "policy", "note": "Very <rude>"})
    sign_in(Role.MODERATOR)
    page = client.get("/staff/reported").text
    assert page.count("Very &lt;rude&gt;") == 2
    first = page.split("/staff/reported/", 1)[1].split("/", 1)[0]
    last = page.split('name="last" value="', 1)[1].split('"', 1)[0]
    token = csrf_token(client, "/staff/reported")
    answer = client.post(f"/staff/reported/{first}/keep", data={"csrf_token": token, "last": last})
    assert answer.status_code == 303
    page = client.get("/staff/reported").text
    assert "Its reports are settled." in page
    assert page.count("Very &lt;rude&gt;") == 1
    assert f"/staff/comments/{int(first) + 1}/unpublish" in page


def test_other_ministries_see_and_keep_nothing(
    client: FlaskClient, citizen: Citizen, units: Units, sign_in: Callable[..., Actor]
) -> None:
    path = published(citizen, units)
    citizen.post(path, citizen.get(path).form() | {"kind": "policy"})
    sign_in(Role.MODERATOR, ministry="HLTH")
    assert "Elm Street" not in client.get("/staff/reported").text
    token = csrf_token(client, "/staff/acknowledge")
    answer = client.post("/staff/reported/1/keep", data={"csrf_token": token, "last": "99"})
    assert answer.status_code == 404


@pytest.mark.parametrize("note", ["\0nul", "\u202eevil", "z\u0351" * 3_000, "x" * 10**6, "\ufffe"])
def test_odd_notes_are_texts(
    client: FlaskClient,
    citizen: Citizen,
    units: Units,
    sign_in: Callable[..., Actor],
    note: str,
) -> None:
    path = published(citizen, units)
    answer = citizen.post(path, citizen.get(path).form() | {"kind": "policy", "note": note})
    assert answer.status in (200, 422)
    sign_in(Role.MODERATOR)
    assert client.get("/staff/reported").status_code == 200
