"""Keying in at the browser: one page, one form, one receipt that is told once."""

import io
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.accounts.service.ministries import name_in_french
from engage.comments.attachments.queries import files_of
from engage.comments.models import Comment, CommentText
from engage.comments.provenance.models import KeyedEntry, SocialCapture
from engage.comments.provenance.queries import provenance_of
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor
from engage.core.unit import Units
from engage.engagements.models import Engagement
from tests.avenues.conftest import LETTER, PAGE, POST, KeyIn
from tests.moderation.conftest import hidden_fields

pytestmark = pytest.mark.usefixtures("lead")
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b")


def kept(units: Units) -> list[Comment]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(Comment).order_by(Comment.id)))


def test_a_letter_waits_in_the_queue_and_its_code_is_told(
    key_in: KeyIn, units: Units, client: FlaskClient
) -> None:
    answer = key_in()
    assert answer.status_code == 200
    (comment,) = kept(units)
    assert (comment.channel, comment.state, comment.notice_given) == (
        "paper",
        "waiting",
        "sent_with_acknowledgement",
    )
    assert comment.notice_hash
    code = CODE.search(answer.get_data(as_text=True))
    assert code
    receipt = client.post("/receipt", data={"code": code[0]})
    assert "14 run all night" in receipt.get_data(as_text=True)


def test_a_french_slip_says_the_french_name_of_the_ministry(key_in: KeyIn, units: Units) -> None:
    assert '<dd lang="en">TRAN</dd>' in key_in(language="fr").get_data(as_text=True)
    with units.writing(SYSTEM) as unit:
        number = unit.session.scalars(select(Engagement.ministry_id)).first() or 0
        name_in_french(unit, number, "Ministère des Transports", seen="")
    slip = key_in(language="fr", text="Plus tard le soir.").get_data(as_text=True)
    assert '<dd lang="fr">Ministère des Transports</dd>' in slip
    english = key_in(language="en", text="Later at night.").get_data(as_text=True)
    assert '<dd lang="en">TRAN</dd>' in english


def test_a_form_sent_twice_is_one_comment_with_one_code(client: FlaskClient, units: Units) -> None:
    fields = hidden_fields(client.get(PAGE).get_data(as_text=True)) | LETTER
    codes = {
        CODE.findall(client.post(PAGE, data=fields).get_data(as_text=True))[0] for _ in range(2)
    }
    assert len(codes) == 1
    assert len(kept(units)) == 1


def test_another_letter_from_a_used_form_is_asked_to_be_saved_again(
    client: FlaskClient, units: Units
) -> None:
    fields = hidden_fields(client.get(PAGE).get_data(as_text=True)) | LETTER
    client.post(PAGE, data=fields)
    again = client.post(PAGE, data=fields | {"text": "Cheaper fares."})
    assert again.status_code == 422
    assert "Cheaper fares." in again.get_data(as_text=True)
    fresh = hidden_fields(again.get_data(as_text=True)) | LETTER | {"text": "Cheaper fares."}
    assert client.post(PAGE, data=fresh).status_code == 200
    assert len(kept(units)) == 2


def test_the_code_is_on_no_page_afterwards(key_in: KeyIn, client: FlaskClient) -> None:
    key_in()
    assert not CODE.search(client.get(PAGE).get_data(as_text=True))


def test_the_next_of_a_pile_keeps_what_they_have_in_common(
    key_in: KeyIn, client: FlaskClient
) -> None:
    page = key_in(channel="phone", notice_given="read_out", topic="fares").get_data(as_text=True)
    href = re.search(r'href="([^"]*keyed\?[^"]*)"', page)
    assert href
    following = client.get(href[1].replace("&amp;", "&")).get_data(as_text=True)
    assert 'value="2026-03-02"' in following
    assert '<option selected value="fares">' in following
    assert re.search(r'<input checked[^>]* value="phone"', following)
    assert re.search(r'<input checked[^>]* value="read_out"', following)
    assert re.search(r"<textarea[^>]* autofocus", following)
    assert "14 run all night" not in href[1]


def test_all_faults_are_told_at_once_and_what_was_typed_stays(key_in: KeyIn, units: Units) -> None:
    answer = key_in(
        channel="pigeon",
        received_on="soon",
        topic="nothing",
        notice_given="",
        display_name="n" * 100,
        email="no address",
        reference="Jane Roe, 12 Elm Street!",
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for words in (
        "Choose how it came.",
        "Give a date, such as 2026-03-14.",
        "Choose the topic that it is about.",
        "Choose how the collection notice was given.",
        "Use 80 characters or fewer.",
        "Write an e-mail address like name@example.ca.",
        "Tick what the person agreed to, or leave the address out.",
        "Use letters, digits",
    ):
        assert words in page, words
    assert "Please let the 14 run all night." in page
    assert kept(units) == []


def test_the_same_words_are_asked_about_and_saved_when_somebody_says_so(
    key_in: KeyIn, units: Units
) -> None:
    key_in()
    asked = key_in()
    assert asked.status_code == 422
    assert "The same words are in" in asked.get_data(as_text=True)
    assert len(kept(units)) == 1
    assert key_in(confirm="another").status_code == 200
    assert len(kept(units)) == 2


def test_a_post_keeps_where_it_stood_and_shows_it_to_staff_alone(
    key_in: KeyIn, units: Units, client: FlaskClient
) -> None:
    assert key_in(**POST).status_code == 200
    (comment,) = kept(units)
    with units.reading(SYSTEM) as unit:
        found = provenance_of(unit.session, unit.keyring, comment.id)
        row = unit.session.scalars(select(SocialCapture)).one()
    assert found and found.capture
    assert (found.capture.address, found.capture.account) == (POST["address"], "@jane.roe")
    assert "example.com" not in row.address_cipher
    assert "jane" not in client.get(PAGE).get_data(as_text=True)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,<script>",
        "ftp://example.com/a",
        "https://user:pass@example.com/",
        "https://",
        "https://example.com/\nx",
        "https://example.com:port/",
        "https://ex ample.com",
        "https:\\\\example.com",
    ],
)
def test_what_is_no_address_of_a_page_is_refused(key_in: KeyIn, units: Units, address: str) -> None:
    answer = key_in(**POST | {"address": address})
    assert answer.status_code == 422
    assert "Give the address of the post" in answer.get_data(as_text=True)
    assert kept(units) == []


def test_scans_are_held_sealed_and_told_by_their_content(
    key_in: KeyIn, units: Units, client: FlaskClient
) -> None:
    answer = key_in(
        scans=[
            (io.BytesIO(b"%PDF-1.7 letter"), "Letter of Jane Roe.pdf"),
            (io.BytesIO(b"\x89PNG\r\n\x1a\n..."), "page.exe"),
        ]
    )
    assert answer.status_code == 200
    (comment,) = kept(units)
    with units.reading(SYSTEM) as unit:
        found = files_of(unit.session, unit.keyring, "comment", comment.id)
    assert [(one.source, one.media_type) for one in found] == [
        ("scan", "application/pdf"),
        ("scan", "image/png"),
    ]
    assert "Roe" not in client.get(PAGE).get_data(as_text=True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><script>", "is no PDF, JPEG, PNG, TIFF or WebP"),
        (b"MZ\x90\x00", "is no PDF, JPEG, PNG, TIFF or WebP"),
        (b"", "is no PDF, JPEG, PNG, TIFF or WebP"),
    ],
)
def test_what_is_no_scan_is_refused_at_its_field(
    key_in: KeyIn, units: Units, content: bytes, words: str
) -> None:
    answer = key_in(scans=(io.BytesIO(content), "scan.pdf"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert "Choose the scanned pages again" in page
    assert kept(units) == []


def raw_form(fields: dict[str, str], content: bytes) -> bytes:
    """A form with one file as a browser sends it; the test client would spool it to a file."""
    parts = [f'Content-Disposition: form-data; name="{k}"\r\n\r\n{v}' for k, v in fields.items()]
    parts.append('Content-Disposition: form-data; name="scans"; filename="a.pdf"\r\n\r\n')
    body = "".join(f"--b\r\n{part}\r\n" for part in parts).removesuffix("\r\n").encode()
    return body + content + b"\r\n--b--\r\n"


@pytest.mark.parametrize(("size", "status"), [(9, 200), (11, 422), (22, 413)])
def test_scans_up_to_their_limit_are_taken(
    client: FlaskClient, units: Units, size: int, status: int
) -> None:
    fields = hidden_fields(client.get(PAGE).get_data(as_text=True)) | LETTER
    answer = client.post(
        PAGE,
        data=raw_form(fields, b"%PDF-" + bytes(size * 1024 * 1024)),
        content_type="multipart/form-data; boundary=b",
    )
    assert answer.status_code == status
    assert len(kept(units)) == (status == 200)
    if status == 422:
        assert "is larger than 10 MB" in answer.get_data(as_text=True)


def test_a_mistake_is_taken_back_by_its_maker_and_stays_on_record(
    key_in: KeyIn, units: Units, client: FlaskClient
) -> None:
    key_in(scans=(io.BytesIO(b"%PDF-1.7 wrong"), "wrong.pdf"))
    (comment,) = kept(units)
    page = client.get(PAGE).get_data(as_text=True)
    csrf = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[-1]
    for _twice in range(2):
        answer = client.post(f"{PAGE}/{comment.id}/take-back", data={"csrf_token": csrf})
        assert answer.status_code == 303
    assert [one.state for one in kept(units)] == ["withdrawn"]
    with units.reading(SYSTEM) as unit:
        (scan,) = files_of(unit.session, unit.keyring, "comment", comment.id)
        assert unit.session.scalars(select(KeyedEntry.taken_back_at)).one() is not None
    assert scan.why_empty == "erased"


def test_after_the_time_it_stays(
    key_in: KeyIn, units: Units, client: FlaskClient, clock: FixedClock
) -> None:
    key_in()
    (comment,) = kept(units)
    page = client.get(PAGE).get_data(as_text=True)
    assert "Take back" in page
    csrf = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[-1]
    clock.advance(minutes=16)
    client.post(f"{PAGE}/{comment.id}/take-back", data={"csrf_token": csrf})
    assert [one.state for one in kept(units)] == ["waiting"]
    assert "Take back" not in client.get(PAGE).get_data(as_text=True)


def test_markup_is_text_everywhere(key_in: KeyIn, units: Units, client: FlaskClient) -> None:
    nasty = "<script>alert(1)</script> & {{ 7*7 }} <img src=x onerror=alert(1)>"
    answer = key_in(**POST | {"text": nasty, "account": "<b>x</b>", "display_name": "<i>Jo</i>"})
    assert "<script>alert" not in answer.get_data(as_text=True)
    with units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(CommentText.body)).one() == nasty
    (comment,) = kept(units)
    for page in (PAGE, f"/staff/queue/{comment.id}"):
        shown = client.get(page).get_data(as_text=True)
        assert "<script>alert" not in shown
        assert "<b>x</b>" not in shown


def test_extra_fields_change_nothing(key_in: KeyIn, units: Units, lead: Actor) -> None:
    key_in(state="published", ministry_id="2", keyed_by="99", published_version="1", role="x")
    (comment,) = kept(units)
    assert comment.state == "waiting"
    with units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(KeyedEntry.keyed_by)).one() == lead.person_id
