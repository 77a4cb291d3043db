"""What a receipt code opens: the state of a comment, correcting it, taking it back (R80)."""

import pytest

from engage.comments.models import CommentText
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service import save_engagement, unpublish
from tests.app_fixtures import build_engagement, sample_content
from tests.comments.citizen import TOPIC, WORDS, Citizen, comment_of, settle, stored

CONTACT = "Call me on 250 555 0199 about the night bus."


@pytest.fixture
def citizen(units: Units) -> Citizen:
    build_engagement(units)
    return Citizen.of(units)


def send_with_contact(citizen: Citizen) -> str:
    return citizen.send(CONTACT, confirm="send-as-is").code


def test_the_code_shows_the_state_and_the_text(citizen: Citizen, units: Units) -> None:
    code = citizen.send().code
    for state, words in (
        ("waiting", "not decided on your comment yet"),
        ("published", "Your comment is published"),
        ("not_published", "did not publish it"),
    ):
        if state != "waiting":
            settle(units, code, state)
        page = citizen.look_up(code)
        assert page.status == 200
        assert words in page.words
        assert page.form("correct")["correction-text"] == WORDS
    assert code not in repr(citizen.look_up(code).response.headers)


@pytest.mark.parametrize("form", ["{}", " {} ", "{}\n", "lower", "spaces", "dashes", "lookalikes"])
def test_the_code_is_found_however_it_was_copied(citizen: Citizen, form: str) -> None:
    code = citizen.send().code
    typed = {
        "lower": code.lower(),
        "spaces": code.replace("-", "\u00a0 "),
        "dashes": code.replace("-", "\u2013"),
        "lookalikes": code.replace("0", "O").replace("1", "l"),
    }.get(form, form.format(code))
    assert citizen.look_up(typed).heading == "Your comment"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "0000-0000-0000-0000",
        "UUUU-UUUU-UUUU-UUUU",
        "7K2M-9QXA-0D3F",
        "7K2M-9QXA-0D3F-V1TC-7K2M",
        "\u0000",
        "\uff17\uff2b2M-9QXA-0D3F-V1TC",
        "7K2M-9QX\u0410-0D3F-V1TC' OR 1=1 --",
        "%",
        "x" * 100_000,
        "x" * 1_000_000,
        "\u202e7K2M",
    ],
)
def test_an_unknown_code_is_answered_the_same_way(refused_citizen: Citizen, typed: str) -> None:
    page = refused_citizen.look_up(typed)
    assert (page.status, page.heading) == (404, "Look up your comment")
    assert set(page.errors) == {"code"}
    assert "We know no comment with this code." in page.errors["code"]
    assert page.is_in_theme


def test_taking_back_hides_at_once_and_for_good(both_units: Units) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    code = citizen.send().code
    settle(both_units, code, "published")
    assert WORDS in citizen.get(TOPIC).words
    page = citizen.take_back(code)
    assert "Your comment has been taken back" in page.words
    assert WORDS not in citizen.get(TOPIC).words
    again = citizen.look_up(code)
    assert "You took your comment back" in again.words
    steps = {form.get("action") for form in again.tree.iter("form")}
    assert steps == set()
    late = citizen.post("/receipt", {"step": "withdraw", "code": code, "withdrawal-sure": "y"})
    assert late.status == 200
    assert comment_of(both_units, code).state == "withdrawn"


def test_taking_back_needs_the_box_ticked(citizen: Citizen, units: Units) -> None:
    code = citizen.send().code
    page = citizen.post("/receipt", {"step": "withdraw", "code": code})
    assert page.status == 422
    assert set(page.errors) == {"withdrawal-sure"}
    assert comment_of(units, code).state == "waiting"


def test_taking_back_works_after_closing_and_out_of_view(
    citizen: Citizen, units: Units, clock: FixedClock
) -> None:
    one, two = citizen.send().code, citizen.send("Another one.").code
    clock.advance(days=100)
    assert citizen.take_back(one).status == 200
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))
    assert citizen.take_back(two).status == 200
    assert comment_of(units, two).state == "withdrawn"


def test_a_waiting_comment_is_replaced_by_its_correction(both_units: Units) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    code = citizen.send().code
    page = citizen.correct(code, "More trains, please.")
    assert "We have your new text" in page.words
    comment = comment_of(both_units, code)
    assert (comment.version, comment.state, comment.published_version) == (2, "waiting", None)
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.get_one(CommentText, (comment.id, 1)).body == WORDS
    settle(both_units, code, "published")
    assert "More trains" in citizen.get(TOPIC).words


def test_a_published_text_stays_until_its_correction_is_decided(both_units: Units) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    code = citizen.send().code
    settle(both_units, code, "published")
    citizen.correct(code, "More trains, please.")
    page = citizen.get(TOPIC)
    assert WORDS in page.words
    assert "More trains" not in page.words
    assert "not decided on your correction yet" in citizen.look_up(code).words
    settle(both_units, code, "published")
    page = citizen.get(TOPIC)
    assert WORDS not in page.words
    assert "More trains" in page.words


def test_a_correction_that_takes_contacts_out_hides_the_old_text_at_once(
    both_units: Units,
) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    code = send_with_contact(citizen)
    settle(both_units, code, "published")
    assert "555 0199" in citizen.get(TOPIC).words
    citizen.correct(code, "Ask me about the night bus.")
    page = citizen.get(TOPIC)
    assert "night bus" not in page.words.partition("What people say")[2]
    assert "555 0199" not in page.html
    comment = comment_of(both_units, code)
    assert (comment.state, comment.published_version) == ("waiting", None)


def test_a_correction_that_keeps_its_contacts_hides_nothing(citizen: Citizen, units: Units) -> None:
    code = send_with_contact(citizen)
    settle(units, code, "published")
    citizen.correct(code, f"{CONTACT} Soon!", confirm="send-as-is")
    assert CONTACT in citizen.get(TOPIC).words
    assert comment_of(units, code).state == "published"


def test_a_second_correction_that_takes_contacts_out_hides_too(
    citizen: Citizen, units: Units
) -> None:
    code = send_with_contact(citizen)
    settle(units, code, "published")
    citizen.correct(code, f"{CONTACT} Soon!", confirm="send-as-is")
    citizen.correct(code, "Ask me about the night bus.")
    assert "555 0199" not in citizen.get(TOPIC).html


def test_a_correction_with_a_contact_is_shown_back_first(citizen: Citizen, units: Units) -> None:
    code = citizen.send().code
    page = citizen.correct(code, CONTACT)
    assert page.status == 422
    assert "a telephone number" in page.words
    form = page.form("correct")
    assert form["correction-text"] == CONTACT
    assert comment_of(units, code).version == 1
    assert citizen.post("/receipt", form | {"confirm": "send-as-is"}).status == 200
    assert comment_of(units, code).version == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write your comment in the box."),
        ("\u200b", "Write your comment in the box."),
        ("x" * 5_001, "5,001 characters long"),
        (WORDS, "same text as before"),
    ],
)
def test_a_correction_is_judged_like_a_comment(
    citizen: Citizen, units: Units, text: str, words: str
) -> None:
    code = citizen.send().code
    page = citizen.correct(code, text)
    assert page.status == 422
    assert words in page.errors["correction-text"]
    assert page.form("correct")["correction-text"] == text
    assert comment_of(units, code).version == 1


def test_nothing_can_be_corrected_after_closing(
    citizen: Citizen, units: Units, clock: FixedClock
) -> None:
    code = citizen.send().code
    form = citizen.look_up(code).form("correct")
    clock.advance(days=28)
    page = citizen.post("/receipt", form | {"correction-text": "Too late."})
    assert page.status == 422
    assert "has closed" in page.words
    assert page.form("correct")["correction-text"] == "Too late."
    assert comment_of(units, code).version == 1
    assert all("correction" not in name for name in citizen.look_up(code).form("withdraw"))


def test_two_corrections_from_two_pages_are_a_conflict_that_the_next_try_passes(
    citizen: Citizen, units: Units
) -> None:
    code = citizen.send().code
    old_page = citizen.look_up(code).form("correct")
    citizen.correct(code, "First correction.")
    page = citizen.post("/receipt", old_page | {"correction-text": "Second correction."})
    assert page.status == 409
    assert "corrected from another page meanwhile" in page.words
    form = page.form("correct")
    assert form["correction-text"] == "Second correction."
    assert citizen.post("/receipt", form).status == 200
    assert comment_of(units, code).version == 3


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 5_000, "1e3", "\uff12"])
def test_a_broken_version_is_a_conflict(citizen: Citizen, units: Units, version: str) -> None:
    code = citizen.send().code
    page = citizen.correct(code, "Other words.", **{"correction-seen_version": version})
    assert page.status == 409
    assert comment_of(units, code).version == 1


def test_a_comment_that_was_taken_back_cannot_be_corrected(citizen: Citizen, units: Units) -> None:
    code = citizen.send().code
    form = citizen.look_up(code).form("correct")
    citizen.take_back(code)
    page = citizen.post("/receipt", form | {"correction-text": "On second thought"})
    assert page.status == 422
    assert comment_of(units, code).state == "withdrawn"


def test_the_receipt_of_an_engagement_out_of_view_tells_nothing_of_its_draft(
    citizen: Citizen, units: Units
) -> None:
    code = citizen.send().code
    settle(units, code, "published")
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        unpublish(unit, row)
        draft = sample_content(title="A secret new question?")
        save_engagement(unit, row, draft, seen_revision_id=row.draft_revision_id)
    page = citizen.look_up(code)
    assert page.status == 200
    assert "secret" not in page.html
    assert "Should buses run at night?" in page.words
    assert "/engagements/" not in page.html


def test_asking_for_the_receipt_page_stores_nothing(citizen: Citizen, units: Units) -> None:
    assert citizen.get("/receipt").heading == "Look up your comment"
    assert citizen.get("/receipt?code=7K2M-9QXA-0D3F-V1TC").heading == "Look up your comment"
    assert stored(units) == 0
