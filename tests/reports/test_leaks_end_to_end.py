"""Whatever is known of a person is planted where it would reach a finished file; none is made.

Through published words, titles, topics and addresses where people could bring it there; for the
rest (a name, a fragment) by a renderer with a fault, as only a fault could.
"""

import json
from collections.abc import Callable
from html import escape

import pytest

from engage.comments.attachments.rules import HeldFile
from engage.comments.attachments.service import hold_files
from engage.comments.models import Comment
from engage.comments.provenance.models import SocialCapture
from engage.comments.provenance.queries import account_context, address_context
from engage.comments.service import correct
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import TopicContent
from engage.engagements.service import add_topic
from engage.following.models import Subscription
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.sealing import sealed
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.privacy.redaction import Label, Redaction
from engage.reports import making, rules
from engage.reports.known import identifiers_of
from engage.reports.leaks import Identifier, Kind
from engage.reports.making import Made
from engage.reports.tasks import renderer
from tests.app_fixtures import build_engagement
from tests.approving import publish_approved
from tests.reports.people import crowd, made_for, say, send_by_form

DECLINED = "My neighbour at the blue house has been stealing hydro power since the spring flood."
PRIVATE = "Robin takes Medication A"
NOTE = "I asked the director of the shelter about this one before I decided."
NAME = "Jane Hume"
EMAIL = "river.otter@example.org"
PEOPLE = {
    Kind.NAME: NAME,
    Kind.EMAIL: EMAIL,
    Kind.PHONE: "250 472 0199",
    Kind.ADDRESS: "1203 Discovery Street",
    Kind.IP: "203.0.113.77",
    Kind.IDENTITY_NUMBER: "046 454 286",
    Kind.QUARANTINED: PRIVATE,
    Kind.UNPUBLISHED_FRAGMENT: DECLINED,
}
FORMATS = ("-comments.csv", "-counts.csv", "-report.html", "-report.json")
WITH_COMMENTS = {"-comments.csv", "-report.html", "-report.json"}
CONTACTS_IN_TEXT = [
    (Kind.EMAIL, "write to River.Otter@Example.org"),
    (Kind.EMAIL, "write to river dot otter at example dot org"),
    (Kind.PHONE, "call (250) 472-0199 after six"),
    (Kind.PHONE, "call 1-250-472-0199"),
    (Kind.ADDRESS, "the stop before 1203 Discovery St is dark"),
    (Kind.ADDRESS, "my letters come to V0W 1A0 only"),
    (Kind.ADDRESS, "write to P.O. Box 4521 instead"),
    (Kind.IP, "the form says 203.0.113.77 to me"),
    (Kind.IDENTITY_NUMBER, "my SIN is 046 454 286"),
    (Kind.IDENTITY_NUMBER, "my care card is PHN 9698 658 215"),
    (Kind.IDENTITY_NUMBER, "charge it to 4111 1111 1111 1111"),
]


@pytest.fixture
def lively(units: Units) -> Units:
    """An engagement with many voices, of whom one left everything that the system may know."""
    build_engagement(units)
    crowd(units)
    say(units, "I work nights at the mill.", name=NAME, email=EMAIL)
    say(
        units,
        f"Reach me at {PEOPLE[Kind.PHONE]} or {PEOPLE[Kind.ADDRESS]}, Atlin, V0W 1A0. "
        f"My SIN is {PEOPLE[Kind.IDENTITY_NUMBER]} and I wrote from {PEOPLE[Kind.IP]}.",
        "not_published",
        reason="own_contact_details",
    )
    say(units, DECLINED, "not_published", reason="unsupported_accusation", note=NOTE)
    say(units, PRIVATE, "not_published", reason="third_party_information")
    return units


def places(made: Made, kind: Kind) -> set[str]:
    return {leak.file.removeprefix("night-buses") for leak in made.leaks if leak.kind is kind}


def test_words_taken_out_of_a_published_comment_are_known(lively: Units) -> None:
    number = say(lively, "Ask Wendeline Marchbank about the last bus.", "waiting")
    with lively.writing(SYSTEM) as unit:
        taken = (Redaction(4, 23, Label.NAME),)
        decide(unit, number, 1, Outcome.PUBLISH_REDACTED, (), "", redactions=taken)
    with lively.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        found = identifiers_of(unit, engagement).identifiers
    assert Identifier(Kind.QUARANTINED, "Wendeline Marchbank") in found
    made = made_for(lively)
    assert list(made.leaks) == []
    assert all(b"Wendeline" not in content for content in made.files.values())
    assert any(b"Ask [name removed] about" in content for content in made.files.values())


def test_the_engagement_itself_is_innocent(lively: Units) -> None:
    made = made_for(lively)
    assert list(made.leaks) == []
    assert {name.removeprefix("night-buses") for name in made.files} == set(FORMATS)


@pytest.mark.parametrize(("kind", "written"), CONTACTS_IN_TEXT)
def test_a_contact_in_published_words_refuses_every_file_that_holds_it(
    lively: Units, kind: Kind, written: str
) -> None:
    number = say(lively, f"Good idea, but {written}, please.")
    made = made_for(lively)
    assert places(made, kind) == WITH_COMMENTS
    assert {leak.kind for leak in made.leaks} == {kind}
    assert dict(made.files) == {}
    assert [(source.comment_id, source.kind) for source in made.sources] == [(number, kind)]


@pytest.mark.parametrize("dress", [str, str.lower, lambda code: code.replace("-", "")])
def test_a_receipt_in_published_words_is_known_by_its_hash_alone(
    lively: Units, dress: Callable[[str], str]
) -> None:
    code = send_by_form(lively, "Buses should run all night.")
    number = say(lively, f"What became of my comment {dress(code)}?")
    made = made_for(lively)
    assert places(made, Kind.RECEIPT) == WITH_COMMENTS
    assert [source.comment_id for source in made.sources] == [number]


def test_the_receipt_of_somebody_who_took_the_comment_back_is_known_too(lively: Units) -> None:
    code = send_by_form(lively, "Never mind.", "withdrawn")
    say(lively, f"I lost the code {code}.")
    assert places(made_for(lively), Kind.RECEIPT) == WITH_COMMENTS


@pytest.mark.parametrize("kind", [Kind.EMAIL, Kind.PHONE, Kind.ADDRESS, Kind.IP])
def test_a_contact_in_the_title_refuses_though_staff_wrote_it(units: Units, kind: Kind) -> None:
    value = PEOPLE[kind]
    build_engagement(units, title=f"Buses past {value}?")
    say(units, "A comment.", email=EMAIL)
    say(units, f"It is {value} where I live.", "not_published")
    made = made_for(units)
    assert places(made, kind) == {"-report.html", "-report.json"}
    assert not made.sources


@pytest.mark.parametrize(("kind", "written"), CONTACTS_IN_TEXT)
def test_a_contact_of_nobody_here_refuses_though_staff_wrote_it(
    units: Units, kind: Kind, written: str
) -> None:
    """Somebody of another engagement, or of none: staff offer contacts as ways to take part."""
    build_engagement(units, summary=f"A summary: {written}, please.")
    crowd(units)
    made = made_for(units)
    assert places(made, kind) == {"-report.html", "-report.json"}
    assert {leak.kind for leak in made.leaks} == {kind}
    assert not made.sources and dict(made.files) == {}


def test_what_staff_offer_and_what_leads_to_nobody_may_stand_in_their_words(units: Units) -> None:
    build_engagement(
        units,
        title="Section 26.1 of Bill 14 (2019): 12,000 cars a day?",
        summary="Call Enquiry BC at 1-800-663-7867, or write to citizenengagement@gov.bc.ca or to "
        "800 Johnson Street, Victoria V8W 9N7. Until 14 March 2026, 4 pm; $1,200,000 over "
        "2024-2026 under the Water Sustainability Act, SBC 2014, c 15, s. 46(1).",
        contact="Citizen Engagement team, 800 Johnson Street, Victoria V8W 9N7",
    )
    crowd(units)
    assert list(made_for(units).leaks) == []


def test_a_contact_in_the_words_of_a_topic_refuses_each_format_that_shows_them(
    lively: Units,
) -> None:
    with lively.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        words = TopicContent(f"The stop at {PEOPLE[Kind.ADDRESS]}", "Words.", "Is it dark?", "Yes.")
        add_topic(unit, engagement, "stop", words)
        publish_approved(unit, engagement)
    assert places(made_for(lively), Kind.ADDRESS) == {"-report.html", "-report.json"}
    say(lively, "It is.", topic="stop")
    assert places(made_for(lively), Kind.ADDRESS) == WITH_COMMENTS


def test_a_telephone_number_in_the_address_of_the_engagement_would_be_in_file_names(
    units: Units,
) -> None:
    build_engagement(units, "call-250-472-0199")
    say(units, "I am at 250 472 0199.", "not_published", slug="call-250-472-0199")
    made = made_for(units, "call-250-472-0199")
    named = {(leak.file, leak.place) for leak in made.leaks if leak.place == "file name"}
    assert named == {(f"file {number}", "file name") for number in (1, 2, 3, 4)}
    assert "472" not in repr(made)


def test_a_receipt_of_any_engagement_is_found_even_in_file_names(units: Units) -> None:
    build_engagement(units)
    slug = send_by_form(units, "Hello.").lower()
    build_engagement(units, slug)
    made = made_for(units, slug)
    assert {leak.kind for leak in made.leaks} == {Kind.RECEIPT}
    assert ("file 1", "file name") in {(leak.file, leak.place) for leak in made.leaks}


Plant = Callable[[bytes, str], bytes]


def plant_in_html(content: bytes, value: str) -> bytes:
    return content.replace(b"</main>", f"<p>by {escape(value)}</p></main>".encode())


def plant_in_json(content: bytes, value: str) -> bytes:
    document = json.loads(content)
    document["report"]["comments"][0]["author"] = value
    return json.dumps(document).encode()


def plant_in_csv(content: bytes, value: str) -> bytes:
    return content + f'"by","{value}"\r\n'.encode()


PLANTS: dict[str, Plant] = {
    "-comments.csv": plant_in_csv,
    "-counts.csv": plant_in_csv,
    "-report.html": plant_in_html,
    "-report.json": plant_in_json,
}


def made_with_fault(units: Units, ending: str, value: str) -> Made:
    """By a renderer that signs the comments of one format with something it should not know."""
    render = renderer(units.settings)

    def faulty(report: rules.Report) -> dict[str, bytes]:
        files = render(report)
        if report.comments:
            name = f"{report.slug}{ending}"
            files[name] = PLANTS[ending](files[name], value)
        return files

    with units.reading(SYSTEM) as unit:
        engagement_id = engagement_by_slug(unit.session, "night-buses").id
    return making.make(units, SYSTEM, engagement_id, faulty)


@pytest.mark.parametrize("kind", PEOPLE)
def test_a_fault_of_a_renderer_is_caught_in_every_format(lively: Units, kind: Kind) -> None:
    for ending in FORMATS:
        made = made_with_fault(lively, ending, PEOPLE[kind])
        assert places(made, kind) == {ending}, ending
        assert {leak.kind for leak in made.leaks} == {kind}
        assert dict(made.files) == {}


def test_a_receipt_or_a_note_of_staff_in_a_file_is_caught_in_every_format(lively: Units) -> None:
    code = send_by_form(lively, "Buses should run all night.")
    planted = [(Kind.RECEIPT, code), (Kind.UNPUBLISHED_FRAGMENT, NOTE)]
    for kind, value in planted:
        for ending in FORMATS:
            assert places(made_with_fault(lively, ending, value), kind) == {ending}


def test_eight_words_of_what_was_not_published_are_enough(lively: Units) -> None:
    eight = "house has been stealing hydro power since the"
    seven = "house has been stealing hydro power since"
    for ending in FORMATS:
        assert made_with_fault(lively, ending, eight).leaks
        assert not made_with_fault(lively, ending, seven).leaks


def test_earlier_words_of_a_corrected_comment_are_unpublished_words(units: Units) -> None:
    build_engagement(units)
    number = say(units, "The driver of the last bus on Tuesdays is always late by an hour.")
    with units.writing(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, number)
        engagement = engagement_by_slug(unit.session, "night-buses")
        correct(unit, engagement, comment, "The last bus is always late.", seen_version=1)
    with units.writing(SYSTEM) as unit:
        decide(unit, number, 2, "publish", (), "")
    assert not made_for(units).leaks
    made = made_with_fault(units, "-counts.csv", "last bus on Tuesdays is always late by an hour")
    assert places(made, Kind.UNPUBLISHED_FRAGMENT) == {"-counts.csv"}


def test_names_that_are_words_of_the_report_or_of_others_do_not_refuse_it(units: Units) -> None:
    build_engagement(units)
    for name in ("March", "Summary", "Total", "E-mail", "Citizen Engagement", "Green", "Monday"):
        say(units, f"I sign as I like, number {len(name)}.", name=name)
    crowd(units, 12, channel="email")
    crowd(units, 12)
    say(units, "A green bus would be lovely.")
    assert list(made_for(units).leaks) == []


def test_the_contacts_that_staff_offer_may_be_quoted(units: Units) -> None:
    build_engagement(units)
    say(units, "I wrote to CitizenEngagement@gov.bc.ca and called 1-800-663-7867.")
    assert list(made_for(units).leaks) == []


@pytest.mark.parametrize(
    "text",
    [
        "It would cost $1,200,000 to 2,500,000 over 2024-2026, or 45.50 a month.",
        "Route 99 leaves at 10:15, 10:45, 11:15 and 11:45, except in 2025.",
        "Section 26.1.3 of Bill 14 (2019) says 100 000 people.",
        "In 1998, 2003, 2007, 2011 and 2015 fares rose by 0.25, 0.50 and 1.00.",
        "Highway 97 at kilometre 1203, exit 412, has 12,000 cars a day.",
        "50.1234 N, 119.4321 W is where the stop should be.",
    ],
)
def test_numbers_that_lead_to_nobody_do_not_refuse_a_report(lively: Units, text: str) -> None:
    say(lively, text)
    say(lively, text, "not_published", reason="spam")
    assert list(made_for(lively).leaks) == []


def test_what_other_avenues_brought_of_people_is_known(lively: Units) -> None:
    number = say(lively, "The stop by the mill is dark.", channel="social")
    with lively.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        hold_files(
            unit, "comment", number, [HeldFile("Letter of Ada Quill.pdf", "", 1, b"a")], "mail"
        )
        hold_files(unit, "comment", number, [HeldFile("quill.pdf", "", 1, b"a")], "mail")
        hold_files(unit, "comment", number, [HeldFile("17.pdf", "", 1, b"a")], "mail")
        seal = unit.keyring.encrypt
        unit.session.add(
            SocialCapture(
                comment_id=number,
                platform="x",
                address_cipher=seal("https://x.com/adaquill/1", address_context(number)),
                address_index="-",
                account_cipher=seal("@adaquill", account_context(number)),
                posted_at=unit.now,
                captured_on=unit.now.date(),
            )
        )
        unit.session.add(
            Subscription(
                public_id="one",
                engagement_id=engagement.id,
                state="active",
                pace="daily",
                language="en",
                email_cipher=seal("ada@example.net", "subscription:one.email"),
                email_index="-",
                notice_hash="-",
                asked_at=unit.now,
                confirmation_at=unit.now,
            )
        )
        mail = IncomingMail(
            place_key="one",
            message_key="one",
            arrived_at=unit.now,
            recorded_at=unit.now,
            outcome="correspondence",
            engagement_id=engagement.id,
            size=1,
            folder="",
        )
        unit.session.add(mail)
        unit.session.flush()
        mail.sender_cipher = sealed(unit.keyring, mail.id, "sender", "quill@example.net")
    with lively.reading(SYSTEM) as unit:
        found = identifiers_of(unit, engagement_by_slug(unit.session, "night-buses")).identifiers
    brought = {
        Identifier(Kind.NAME, "Letter of Ada Quill"),
        Identifier(Kind.NAME, "quill.pdf"),
        Identifier(Kind.NAME, "@adaquill"),
        Identifier(Kind.QUARANTINED, "https://x.com/adaquill/1"),
        Identifier(Kind.EMAIL, "ada@example.net"),
        Identifier(Kind.EMAIL, "quill@example.net"),
    }
    assert brought <= found
    assert not any(one.value.startswith("17") for one in found)
    assert list(made_for(lively).leaks) == []
    say(lively, "Write to ada at example dot net.")
    assert {leak.kind for leak in made_for(lively).leaks} == {Kind.EMAIL}
