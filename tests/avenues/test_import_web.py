"""Importing a table at the browser: looked at first, imported whole or not at all."""

import io
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from engage.avenues.models import ImportDraft
from engage.avenues.service.drafts import forget_drafts
from engage.comments.models import Comment
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from tests.moderation.conftest import hidden_fields

PAGE = "/staff/engagements/night-buses/import"
pytestmark = pytest.mark.usefixtures("lead")
Upload = Callable[[bytes], TestResponse]


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


LETTERS = workbook(
    ("Comment", "Date received", "Channel", "Notice given"),
    ("Late buses, please.", datetime(2026, 3, 2, 12, 0), "paper", "read out"),
    ("Trams <script>alert(1)</script> too.", datetime(2026, 3, 2, 11, 59, 59), "", ""),
)


@pytest.fixture
def upload(client: FlaskClient) -> Upload:
    """Uploads a table and opens the page that it leads to."""

    def do(raw: bytes, name: str = "table.xlsx") -> TestResponse:
        fields = hidden_fields(client.get(PAGE).get_data(as_text=True))
        answer = client.post(
            PAGE,
            data=fields | {"file": (io.BytesIO(raw), name)},
            content_type="multipart/form-data",
        )
        return client.get(answer.location) if answer.status_code == 303 else answer

    return do


def choices(html: str) -> dict[str, str]:
    """What the form would send: hidden fields and the chosen option of each list."""
    found = hidden_fields(html)
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def sent(client: FlaskClient, looked: TestResponse, do: str, **changes: str) -> TestResponse:
    fields = choices(looked.get_data(as_text=True)) | changes | {"do": do}
    return client.post(looked.request.path, data=fields)


def comments(units: Units) -> list[Comment]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(Comment).order_by(Comment.id)))


def drafts(units: Units) -> int:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalar(select(func.count()).select_from(ImportDraft)) or 0


def test_columns_are_guessed_shown_and_imported_after_a_look(
    upload: Upload, client: FlaskClient, units: Units
) -> None:
    looked = upload(LETTERS)
    page = looked.get_data(as_text=True)
    assert "2 rows can be imported" in page
    assert "Trams &lt;script&gt;" in page
    assert comments(units) == []
    done = sent(client, looked, "import", topic="fares")
    assert "2 new comments are in" in done.get_data(as_text=True)
    assert [(one.channel, one.notice_given) for one in comments(units)] == [
        ("paper", "read_out"),
        ("import", "by_the_collecting_body"),
    ]
    assert drafts(units) == 0


def test_the_same_table_again_imports_nothing_twice(
    upload: Upload, client: FlaskClient, units: Units
) -> None:
    for _twice in range(2):
        done = sent(client, upload(LETTERS), "import", topic="fares")
    assert "0 new comments" in done.get_data(as_text=True)
    assert len(comments(units)) == 2


def test_all_faults_are_told_before_anything_is_written(
    upload: Upload, client: FlaskClient, units: Units
) -> None:
    raw = workbook(
        ("text", "received_at"), ("Jane Roe lives there.", "last week"), ("", 1518501496471)
    )
    looked = upload(raw)
    page = looked.get_data(as_text=True)
    summary = page.split('class="error-summary"')[1].split("</ul>")[0]
    assert "Row 2: in " in summary
    assert "Row 3: in " in summary
    assert "Jane" not in summary
    assert sent(client, looked, "import", topic="fares").status_code == 422
    assert comments(units) == []


def test_a_table_whose_heading_says_nothing_is_read_by_what_somebody_chooses(
    upload: Upload, client: FlaskClient, units: Units
) -> None:
    looked = upload(b"a,b,c\n1518501496471,Jane,More buses.\n")
    assert "Say which column holds: what they wrote or said" in looked.get_data(as_text=True)
    again = sent(client, looked, "look", **{"map-text": "2", "map-received_at": "0"})
    assert "One row can be imported" in again.get_data(as_text=True)
    done = sent(client, again, "import", topic="routes")
    assert "One new comment" in done.get_data(as_text=True)
    assert len(comments(units)) == 1


def test_without_a_topic_nothing_is_imported(
    upload: Upload, client: FlaskClient, units: Units
) -> None:
    refused = sent(client, upload(LETTERS), "import", topic="nowhere")
    assert refused.status_code == 422
    assert "Choose the topic" in refused.get_data(as_text=True)
    assert comments(units) == []


def test_what_came_to_us_too_late_is_refused_with_its_row(
    upload: Upload, client: FlaskClient, units: Units
) -> None:
    raw = workbook(
        ("text", "received_at", "channel", "notice_given"),
        ("Late.", datetime(2025, 1, 1), "paper", "read_out"),
    )
    refused = sent(client, upload(raw), "import", topic="routes")
    assert refused.status_code == 422
    assert "Row 2: the engagement took no comments" in refused.get_data(as_text=True)
    assert comments(units) == []


@pytest.mark.parametrize("name_column", ["Name", "Author", "state", "Status", "approved"])
def test_neither_names_nor_decisions_are_guessed(upload: Upload, name_column: str) -> None:
    looked = upload(f"text,date,{name_column}\nHi,1518501496471,1\n".encode())
    found = choices(looked.get_data(as_text=True))
    assert (found["map-text"], found["map-received_at"]) == ("0", "1")
    assert (found["map-display_name"], found["map-state"]) == ("", "")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "old .xls file"),
        (b"PK\x03\x04junk", "cannot be read"),
        (b"\xff\xfeb\0a\0d\0", "UTF-16"),
        (b'text,received_at\n"open', "never closed"),
        (b" ", "the file is empty"),
    ],
)
def test_what_is_no_table_says_so(upload: Upload, raw: bytes, words: str) -> None:
    page = upload(raw)
    assert page.status_code == 200
    assert words in page.get_data(as_text=True)


@pytest.mark.parametrize("raw", [b"", None])
def test_no_file_is_a_fault_at_its_field(client: FlaskClient, raw: bytes | None) -> None:
    fields: dict[str, object] = dict(hidden_fields(client.get(PAGE).get_data(as_text=True)))
    if raw is not None:
        fields["file"] = (io.BytesIO(raw), "a.csv")
    answer = client.post(PAGE, data=fields, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Choose a file" in answer.get_data(as_text=True)


def test_a_file_lies_sealed_is_its_uploaders_alone_and_goes_by_itself(
    upload: Upload,
    client: FlaskClient,
    units: Units,
    clock: FixedClock,
    sign_in: Callable[..., Actor],
) -> None:
    looked = upload(b"text,date\nSecret words,1518501496471\n")
    with units.reading(SYSTEM) as unit:
        cipher = unit.session.execute(text("SELECT cipher FROM import_draft")).scalar_one()
    assert b"Secret" not in bytes(cipher)
    client.post("/staff/sign-out", data=hidden_fields(looked.get_data(as_text=True)))
    sign_in(Role.ADMINISTRATOR)
    assert client.get(looked.request.path).status_code == 404
    clock.advance(hours=23)
    for left in (1, 0):
        with units.writing(SYSTEM) as unit:
            forget_drafts(unit)
        assert drafts(units) == left
        clock.advance(hours=2)


def test_a_file_is_thrown_away(upload: Upload, client: FlaskClient, units: Units) -> None:
    looked = upload(LETTERS)
    assert sent(client, looked, "throw_away").status_code == 303
    assert drafts(units) == 0
    assert client.get(looked.request.path).status_code == 404


def test_the_tables_to_begin_with_can_be_imported_themselves(
    upload: Upload, client: FlaskClient
) -> None:
    for kind in ("csv", "xlsx"):
        raw = client.get(f"{PAGE}/template.{kind}").data
        looked = upload(raw).get_data(as_text=True)
        found = choices(looked)
        for target in ("text", "received_at", "channel", "notice_given", "language", "source_id"):
            assert found[f"map-{target}"] != "", (kind, target)
    assert load_workbook(io.BytesIO(raw)).active is not None
