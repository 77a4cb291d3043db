"""The notice where it stands outside of pages for the public, and what the records say of it."""

import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.records import service
from tests.app_fixtures import build_engagement
from tests.avenues.conftest import LETTER
from tests.avenues.conftest import PAGE as KEYED
from tests.comments.citizen import FORM, Citizen, comment_of, settle
from tests.moderation.conftest import hidden_fields
from tests.notices.folder import on_shelf, without_french
from tests.records.filing import classified
from tests.sharing.api_world import ONE, read

SLUG = "night-buses"


def test_programs_read_it_in_each_language(client: FlaskClient, units: Units) -> None:
    build_engagement(units)
    told = read(client, f"{ONE}/notice")
    assert (told["language"], told["number"]) == ("en", 1)
    (french,) = told["wordings"]
    assert french["language"] == "fr"
    assert french["title"] == "Avis de collecte pour les commentaires du public"
    assert len({told["content_sha256"], french["content_sha256"]}) == 2


def test_the_records_name_the_words_in_which_each_author_read_it(
    both_units: Units, clock: FixedClock, tmp_path: Path
) -> None:
    classified(both_units)
    citizen = Citizen.of(both_units)
    codes = [citizen.send("Des bus.", f"/fr{FORM}").code, citizen.send("Buses.").code]
    for code in codes:
        settle(both_units, code, "published")
    clock.advance(days=40)
    with both_units.writing(SYSTEM) as unit:
        filing = service.file_records(unit, SLUG, "340-20/BUSES", date(2026, 4, 2), {}).id
    path = tmp_path / "package.zip"
    service.make_archive(both_units, SYSTEM, filing, path, with_restricted=True)

    def lines(name: str) -> list[dict[str, object]]:
        with zipfile.ZipFile(path) as archive:
            return [json.loads(line) for line in archive.read(name).splitlines()]

    (version,) = lines("notice/versions.jsonl")
    (wording,) = lines("notice/wordings.jsonl")
    assert wording["notice_version_id"] == version["id"]
    assert (wording["language"], wording["body"]) != ("fr", version["body"])
    in_french, in_english = lines("submissions/published.jsonl")
    assert in_french["notice_hash"] == in_english["notice_hash"] == version["content_hash"]
    assert in_french["notice_language"] == "fr"
    assert in_french["notice_wording_hash"] == wording["content_hash"]
    assert in_english["notice_language"] is in_english["notice_wording_hash"] is None
    whole = lines("restricted/submissions.jsonl")
    assert [one["notice_wording_id"] for one in whole] == [wording["id"], None]


@pytest.fixture
def lead(sign_in: Callable[..., Actor]) -> Actor:
    return sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")


def keyed(client: FlaskClient, **changes: str) -> str:
    fields = hidden_fields(client.get(KEYED).text) | LETTER | {"language": "fr"} | changes
    return client.post(KEYED, data=fields, content_type="multipart/form-data").text


def test_a_french_letter_is_answered_with_the_french_notice(
    client: FlaskClient, units: Units, notices: Path, lead: Actor
) -> None:
    build_engagement(units)
    assert "The collection notice in French, to read out" in client.get(KEYED).text
    worded = on_shelf(notices).said_in("fr")
    slip = keyed(client)
    assert worded.contact in slip
    assert "(en anglais)" not in slip
    code = slip.partition('<p class="code"')[2].partition(">")[2].partition("<")[0]
    assert comment_of(units, code).notice_wording_id is not None
    # What was told on the telephone was told in words that nobody wrote down.
    slip = keyed(client, channel="phone", notice_given="read_out", text="Des bus, la nuit.")
    code = slip.partition('<p class="code"')[2].partition(">")[2].partition("<")[0]
    assert comment_of(units, code).notice_wording_id is None


def test_without_a_french_notice_the_slip_says_that_it_is_english(
    client: FlaskClient, units: Units, notices: Path, lead: Actor
) -> None:
    without_french(notices)
    build_engagement(units)
    slip = keyed(client)
    assert "renseignements (en anglais)" in slip
    assert '<dd lang="en">Section 26(c)' in slip
