"""One form is one comment, however often it is sent; and only ever its own (R80)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engage.core.clock import FixedClock
from engage.core.ledgers import counts
from engage.core.permissions import SYSTEM
from engage.core.tokens import signer
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service import save_engagement
from tests.app_fixtures import build_engagement, sample_content
from tests.approving import publish_approved
from tests.comments.citizen import FORM, WORDS, Citizen, Fields, Page, comment_of, stored

SENDERS = 6
# On PostgreSQL one turn in thirty once met the other's receipt before its nonce: a 500.
TURNS = 20


@pytest.fixture
def citizen(units: Units) -> Citizen:
    build_engagement(units)
    return Citizen.of(units)


def assert_form_again(page: Page, text: str = WORDS) -> None:
    """The form with the text, a message and a token that works; no receipt."""
    assert page.status == 422
    assert page.code == ""
    assert page.form()["text"] == text
    assert page.summary


def test_a_reload_shows_the_same_receipt(both_units: Units) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    form = citizen.filled()
    pages = [citizen.post(FORM, form) for _ in range(3)]
    assert len({page.code for page in pages}) == 1
    assert pages[0].code
    assert stored(both_units) == 1


def test_many_clicks_at_the_same_moment_are_one_comment(both_units: Units) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    for turn in range(TURNS):
        form = citizen.filled(f"Turn {turn}: {WORDS}")
        assert len(_at_once(citizen, [form] * SENDERS)) == 1
        assert stored(both_units) == turn + 1
    with both_units.reading(SYSTEM) as unit:
        assert counts(unit.session, "queue") == {"waiting": TURNS, "waiting:intake": TURNS}


def test_different_texts_from_one_form_at_the_same_moment_give_one_receipt(
    both_units: Units,
) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    form = citizen.filled()
    codes = _at_once(citizen, [form | {"text": f"Writer {n}"} for n in range(SENDERS)])
    assert len(codes - {""}) == 1
    assert "" in codes
    assert stored(both_units) == 1


def _at_once(citizen: Citizen, forms: list[Fields]) -> set[str]:
    """The receipts that a form sent from several threads brings."""
    barrier = threading.Barrier(len(forms))
    app = citizen.client.application

    def send(form: Fields) -> str:
        sender = Citizen(app.test_client())
        barrier.wait(30)
        page = sender.post(FORM, form)
        assert page.status in (200, 422)
        return page.code

    with ThreadPoolExecutor(len(forms)) as pool:
        return set(pool.map(send, forms, timeout=60))


def test_other_words_from_a_used_form_never_show_the_earlier_receipt(
    both_units: Units,
) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    form = citizen.filled()
    first = citizen.post(FORM, form)
    other = citizen.post(FORM, form | {"text": "Someone else at the library."})
    assert_form_again(other, "Someone else at the library.")
    assert first.code not in other.html
    assert stored(both_units) == 1
    second = citizen.post(FORM, other.form())
    assert second.code not in ("", first.code)
    assert stored(both_units) == 2


def test_a_blank_text_from_a_used_form_shows_no_receipt(citizen: Citizen) -> None:
    form = citizen.filled()
    citizen.post(FORM, form)
    assert citizen.post(FORM, form | {"text": ""}).code == ""


def test_a_reload_after_a_correction_still_shows_the_receipt(citizen: Citizen) -> None:
    form = citizen.filled()
    code = citizen.post(FORM, form).code
    citizen.correct(code, "Other words.")
    assert citizen.post(FORM, form).code == code


def test_a_reload_after_closing_does_not_say_that_the_comment_was_refused(
    citizen: Citizen, units: Units, clock: FixedClock
) -> None:
    clock.advance(days=27, hours=23, minutes=59)
    form = citizen.filled()
    code = citizen.post(FORM, form).code
    clock.advance(minutes=2)
    assert citizen.post(FORM, form).code == code
    assert stored(units) == 1


def test_a_reload_after_an_amended_notice_is_still_the_same_comment(
    citizen: Citizen, units: Units
) -> None:
    form = citizen.filled()
    code = citizen.post(FORM, form).code
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        other = sample_content(notice_template="planning-evaluation")
        save_engagement(unit, row, other, seen_revision_id=row.draft_revision_id)
        publish_approved(unit, row)
    assert citizen.post(FORM, form).code == code
    assert stored(units) == 1


@pytest.mark.parametrize(
    "broken",
    [
        lambda token: "",
        lambda token: token[:-1],
        lambda token: token[: len(token) // 2],
        lambda token: token + "A",
        lambda token: "A" + token[1:],
        lambda token: token.partition(".")[0],
        lambda token: "." + token.rpartition(".")[2],
        lambda token: token[::-1],
        lambda token: "\u00e9" * 40,
        lambda token: "\x00",
        lambda token: "x" * 200_000,
    ],
)
def test_a_tampered_token_brings_the_form_again(refused_citizen: Citizen, broken) -> None:
    form = refused_citizen.filled()
    page = refused_citizen.post(FORM, form | {"token": broken(form["token"])})
    assert_form_again(page)
    assert page.form()["token"] != form["token"]


def test_a_form_without_a_token_brings_the_form_again(refused_citizen: Citizen) -> None:
    assert_form_again(refused_citizen.post(FORM, {"text": WORDS, "accepts_terms": "y"}))


@pytest.mark.parametrize(
    ("age", "accepted"),
    [
        (timedelta(0), True),
        (timedelta(hours=24), True),
        (timedelta(hours=24, seconds=1), False),
        (timedelta(hours=25), False),
        (timedelta(seconds=-60), True),
        (timedelta(seconds=-61), False),
        (timedelta(days=-1), False),
    ],
)
def test_a_token_lives_a_day_and_not_in_the_future(
    citizen: Citizen, clock: FixedClock, age: timedelta, accepted: bool
) -> None:
    clock.advance(days=2)
    form = citizen.filled()
    clock.instant += age
    page = citizen.post(FORM, form)
    if accepted:
        assert page.code
    else:
        assert_form_again(page)


@pytest.mark.parametrize("purpose", ["sign-in", "comment-form ", "", "receipt"])
def test_a_token_of_another_purpose_is_none(
    refused_citizen: Citizen, shared_units: Units, purpose: str
) -> None:
    token = signer(shared_units.settings, purpose).sign(
        shared_units.clock.now(), t=1, v=1, n="nonce"
    )
    assert_form_again(refused_citizen.post(FORM, refused_citizen.filled(token=token)))


@pytest.mark.parametrize(
    "values", [{}, {"t": 1}, {"t": "x", "v": 1, "n": "n"}, {"t": 1, "v": "", "n": "n"}]
)
def test_a_signed_token_of_another_shape_is_none(
    refused_citizen: Citizen, shared_units: Units, values: dict[str, str | int]
) -> None:
    token = signer(shared_units.settings, "comment-form").sign(shared_units.clock.now(), **values)
    assert_form_again(refused_citizen.post(FORM, refused_citizen.filled(token=token)))


def test_a_token_of_another_key_is_none(refused_citizen: Citizen, shared_units: Units) -> None:
    other = signer(shared_units.settings, "comment-form")
    forged = type(other)("k" * 64, other.purpose).sign(
        shared_units.clock.now(), t=1, v=1, n="nonce"
    )
    assert_form_again(refused_citizen.post(FORM, refused_citizen.filled(token=forged)))


def test_receipts_are_all_different_and_not_stored(citizen: Citizen, units: Units) -> None:
    codes = [citizen.send(f"Number {number}").code for number in range(5)]
    assert len(set(codes)) == 5
    with units.reading(SYSTEM) as unit:
        rows = repr(unit.session.connection().exec_driver_sql("SELECT * FROM comment").all())
    for code in codes:
        assert code not in rows
        assert code.replace("-", "") not in rows
        assert comment_of(units, code).receipt_hash in rows
