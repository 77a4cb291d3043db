"""What strangers wrote is text on every page of keying in, importing and moderating."""

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.comments.attachments.rules import FILES, HeldFile
from engage.comments.attachments.service import hold_files, keep_cut
from engage.core.permissions import SYSTEM, Actor
from engage.core.unit import Units
from tests.avenues.conftest import PAGE, POST, KeyIn
from tests.avenues.test_import_web import PAGE as IMPORT
from tests.comments.citizen import Page
from tests.comments.test_hostile_markup import HOSTILE, assert_only_ours
from tests.moderation.conftest import hidden_fields

pytestmark = pytest.mark.usefixtures("lead")
ALL = "\n".join(HOSTILE)


def plain(text: str) -> str:
    return " ".join(text.split())


def test_a_keyed_letter_its_cut_part_and_its_files_are_text(
    key_in: KeyIn, client: FlaskClient, units: Units
) -> None:
    refused = key_in(**POST | {"text": ALL, "account": HOSTILE[0], "reference": HOSTILE[1]})
    assert_only_ours(Page(refused))
    assert plain(ALL) in Page(refused).words
    slip = key_in(**POST | {"text": ALL, "account": HOSTILE[0], "display_name": HOSTILE[3]})
    assert slip.status_code == 200
    assert_only_ours(Page(slip))
    with units.writing(SYSTEM) as unit:
        keep_cut(unit, 1, ALL)
        for start in range(0, len(HOSTILE), FILES):
            some = [HeldFile(name, name, 1, b"x") for name in HOSTILE[start : start + FILES]]
            hold_files(unit, "comment", 1, some, "mail")
    item = Page(client.get("/staff/queue/1"))
    assert_only_ours(item)
    for shown in (ALL, HOSTILE[0], *HOSTILE[:FILES]):
        assert plain(shown) in item.words, shown[:60]
    assert_only_ours(Page(client.get(PAGE)))


def test_a_table_of_it_is_text_too(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    table = io.StringIO()
    csv.writer(table).writerows(
        [("text", "date", HOSTILE[0], *HOSTILE[30:40])]
        + [(one, "1518501496471", one, *HOSTILE[30:40]) for one in HOSTILE]
    )
    fields = hidden_fields(client.get(IMPORT).get_data(as_text=True))
    sent = client.post(
        IMPORT,
        data=fields | {"file": (io.BytesIO(table.getvalue().encode()), HOSTILE[0])},
        content_type="multipart/form-data",
    )
    looked = Page(client.get(sent.location))
    assert_only_ours(looked)
    assert plain(HOSTILE[0]) in looked.words
