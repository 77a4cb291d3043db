"""A citizen writes: the notice first, then the words, then a receipt (R23, R25, R41, R89)."""

import pytest
from sqlalchemy import select

from engage.comments.models import Comment, CommentPerson, CommentText
from engage.comments.rules import Accepted, Arrival, Channel, NoticeGiven
from engage.comments.service import receive
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.governance.policies import policy_page
from engage.jobs.models import Job
from tests.app_fixtures import build_engagement
from tests.comments.citizen import FORM, TOPIC, WORDS, Citizen, Page, comment_of, settle, stored

TYPED = {
    "display_name": "Ivy of Atlin",
    "email": "ivy@example.ca",
    "purposes": ["decision", "results"],
}


@pytest.fixture
def citizen(units: Units) -> Citizen:
    build_engagement(units)
    return Citizen.of(units)


def kept(page: Page) -> dict[str, object]:
    """What a person typed, as the page gives it back; the token is new each time."""
    fields = page.form()
    return {name: fields.get(name) for name in ("text", *TYPED)}


def test_the_notice_stands_before_the_first_field(citizen: Citizen) -> None:
    page = citizen.get(FORM)
    first_field = min(page.position("<textarea"), page.position('type="text"'))
    for words in ("26(c)", "Under which law", "Why", "Questions about this"):
        assert page.position(words) < first_field, words
    assert page.position("citizenengagement@gov.bc.ca") < first_field
    assert "You can also write to citizenengagement@gov.bc.ca instead" in page.words
    assert page.position("Do not name or describe other people") < first_field


def test_every_field_has_a_label_and_the_form_needs_no_script(citizen: Citizen) -> None:
    page = citizen.get(FORM)
    labels = {label.get("for") for label in page.tree.iter("label")}
    form = page.tree.find(".//form")
    controls = [*form.iter("textarea"), *form.iter("input")]
    shown = {control.get("id") for control in controls if control.get("type") != "hidden"}
    assert shown <= labels
    assert (form.get("method"), form.get("action")) == ("post", FORM)


def test_who_writes_from_right_to_left_does_so_in_every_box(units: Units) -> None:
    build_engagement(units, topics=("routes",))
    citizen = Citizen.of(units)
    code = citizen.send().code
    shown = [citizen.get(path) for path in ("/engagements/night-buses", FORM)]
    shown += [citizen.look_up(code), citizen.send("")]
    for page in shown:
        boxes = list(page.tree.iter("textarea"))
        assert boxes
        assert {box.get("dir") for box in boxes} == {"auto"}


def test_an_anonymous_comment_is_stored_with_its_notice(both_units: Units) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    page = citizen.send()
    assert (page.status, page.heading) == (200, "We have your comment")
    comment = comment_of(both_units, page.code)
    assert (comment.state, comment.channel) == ("waiting", "web")
    assert comment.notice_given == "shown_before_form"
    assert comment.terms_version == policy_page("terms").version
    assert comment.received_at == comment.recorded_at == both_units.clock.now()
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.get(CommentPerson, comment.id) is None
        text = unit.session.get_one(CommentText, (comment.id, 1))
        assert text.body == WORDS


def test_who_did_not_tick_the_terms_has_accepted_none(units: Units) -> None:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        written = Accepted(WORDS, "", "", frozenset())
        letter = Arrival(Channel.PAPER, NoticeGiven.READ_OUT)
        assert receive(unit, engagement, topic, written, letter).terms_version is None


def test_the_thank_you_page_carries_receipt_notice_and_what_comes_next(citizen: Citizen) -> None:
    page = citizen.send(**TYPED)
    assert len(page.code.replace("-", "")) == 16
    assert "26(c)" in page.words
    assert "What happens next" in page.words
    assert "your comment has been decided on and when the results are ready" in page.words
    assert "Your receipt code shows you the same at any time" in page.words
    assert page.code not in repr(page.response.headers)


def test_name_and_address_are_stored_sealed(both_units: Units) -> None:
    build_engagement(both_units)
    page = Citizen.of(both_units).send(**TYPED)
    comment = comment_of(both_units, page.code)
    with both_units.reading(SYSTEM) as unit:
        person = unit.session.get_one(CommentPerson, comment.id)
        assert person.purposes == "decision,results"
        for cipher in (person.name_cipher, person.email_cipher, person.email_index):
            assert cipher
            # No cipher has a space or an @; three letters alone may come by chance.
            assert not any(part in cipher.casefold() for part in ("ivy of", "ivy@"))
        context = f"comment_person:{comment.id}.email"
        assert unit.keyring.decrypt(person.email_cipher or "", context) == "ivy@example.ca"


def test_neither_text_nor_name_nor_code_reaches_jobs_or_audit(units: Units) -> None:
    build_engagement(units)
    page = Citizen.of(units).send("A very particular sentence.", **TYPED)
    with units.reading(SYSTEM) as unit:
        everything = repr([vars(job) for job in unit.session.scalars(select(Job))])
        rows = unit.session.connection().exec_driver_sql("SELECT * FROM audit_entry").all()
        everything += repr(rows)
    for secret in ("particular", "Ivy", "example.ca", page.code, page.code.replace("-", "")):
        assert secret not in everything


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n\t "}, "text"),
        ({"accepts_terms": None}, "accepts_terms"),
        ({"email": "ivy@example.ca", "purposes": []}, "purposes"),
        ({"email": "", "purposes": ["decision"]}, "email"),
        ({"email": "not an address"}, "email"),
        ({"display_name": "N" * 81}, "display_name"),
        ({"text": "x" * 5_001}, "text"),
    ],
)
def test_a_refusal_says_why_at_the_field_and_keeps_all(
    citizen: Citizen, units: Units, changes: dict[str, object], field: str
) -> None:
    sent = citizen.filled(**TYPED) | changes
    page = citizen.post(FORM, {name: value for name, value in sent.items() if value is not None})
    assert page.status == 422
    assert set(page.errors) == {field}
    assert len(page.summary) == 1
    assert kept(page) == {name: sent[name] or None for name in kept(page)} | {
        name: "" for name in ("text", "email") if sent[name] == ""
    }
    assert ("accepts_terms" in page.form()) == (sent["accepts_terms"] is not None)
    assert stored(units) == 0


def test_all_faults_are_told_at_once(citizen: Citizen) -> None:
    fields = citizen.filled("", email="nobody", display_name="N" * 100)
    del fields["accepts_terms"]
    page = citizen.post(FORM, fields)
    assert set(page.errors) == {"text", "email", "display_name", "accepts_terms"}
    assert len(page.summary) == 4


def test_a_text_that_gives_a_contact_is_shown_back_before_it_is_stored(
    citizen: Citizen, units: Units
) -> None:
    text = "Call me at 250 555 0199 about the night bus."
    page = citizen.send(text, **TYPED)
    assert page.status == 422
    assert "a telephone number" in page.words
    assert "Nothing has been sent or stored yet" in page.words
    assert kept(page) == {"text": text} | TYPED
    assert stored(units) == 0
    buttons = {(b.get("name"), b.get("value")) for b in page.tree.iter("button")}
    assert ("confirm", "send-as-is") in buttons
    changed = citizen.post(FORM, page.form() | {"text": "Ask me about the night bus."})
    assert changed.code
    as_it_is = citizen.post(FORM, citizen.send(text).form() | {"confirm": "send-as-is"})
    assert as_it_is.code
    assert stored(units) == 2


def test_a_name_that_gives_a_contact_is_shown_back_too(citizen: Citizen, units: Units) -> None:
    page = citizen.send(display_name="ivy@example.ca")
    assert "an e-mail address" in page.words
    assert stored(units) == 0


def test_a_changed_text_with_another_contact_is_asked_about_again(
    citizen: Citizen, units: Units
) -> None:
    page = citizen.send("Call me at 250 555 0199.")
    again = citizen.post(FORM, page.form() | {"text": "Write to ivy@example.ca instead."})
    assert "an e-mail address" in again.words
    assert stored(units) == 0


@pytest.mark.parametrize("name", ["\u3164\u3164", "\u2800", " \u200d ", "\u200b", "\u0301"])
def test_a_name_of_which_nothing_can_be_seen_is_anonymous(
    citizen: Citizen, units: Units, name: str
) -> None:
    page = citizen.send(display_name=name)
    settle(units, page.code, "published")
    assert "Anonymous" in citizen.get(TOPIC).words


def test_a_comment_belongs_to_the_topic_of_its_form(citizen: Citizen, units: Units) -> None:
    token = citizen.get(FORM).form()["token"]
    other = FORM.replace("routes", "fares")
    page = citizen.post(other, {"token": token, "text": WORDS, "accepts_terms": "y"})
    assert page.status == 422
    assert page.form()["text"] == WORDS
    assert stored(units) == 0
    assert citizen.post(other, page.form()).code


def test_a_published_comment_appears_at_once(citizen: Citizen, units: Units) -> None:
    code = citizen.send(display_name="Ivy of Atlin").code
    assert WORDS not in citizen.get(TOPIC).words
    settle(units, code, "published")
    page = citizen.get(TOPIC)
    assert WORDS in page.words
    assert "Ivy of Atlin" in page.words


def test_paragraphs_and_line_breaks_are_kept(citizen: Citizen, units: Units) -> None:
    text = "First line\r\nsecond line\r\n\r\n  <b>third</b> &amp; last\r\n"
    settle(units, citizen.send(text).code, "published")
    page = citizen.get(TOPIC)
    shown = page.tree.find(".//div[@class='comment__text']")
    assert shown.text == "First line\nsecond line\n\n  <b>third</b> &amp; last"


def test_no_comment_page_sets_a_cookie_or_may_be_kept(citizen: Citizen) -> None:
    sent = citizen.send()
    pages = [
        citizen.get(FORM),
        sent,
        citizen.send(""),
        citizen.get("/receipt"),
        citizen.look_up(sent.code),
        citizen.look_up("nothing"),
    ]
    for page in pages:
        assert page.response.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in page.response.headers
        assert "Cookie" not in page.response.headers.get("Vary", "")


def test_the_form_of_an_engagement_not_yet_open_says_when(units: Units) -> None:
    build_engagement(units, opens_at=units.clock.now().replace(day=9))
    page = Citizen.of(units).get(FORM)
    assert (page.status, page.heading) == (200, "Comments are not open")
    assert "has not opened yet" in page.words
    assert "Monday, 9 March 2026" in page.words
    assert page.tree.find(".//textarea") is None


def test_public_ids_do_not_follow_one_another(citizen: Citizen, units: Units) -> None:
    for number in range(3):
        citizen.send(f"Number {number}")
    with units.reading(SYSTEM) as unit:
        ids = list(unit.session.scalars(select(Comment.public_id).order_by(Comment.id)))
    assert len({public_id[:6] for public_id in ids}) == 3
