"""Whatever is known of a person is planted where it would reach a finished file; none is made.

Through published words, titles, topics and addresses where people could bring it there; for the
rest (a name, a fragment) by a renderer with a fault, as only a fault could.
"""

import json
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from jinja2 import Environment, FileSystemLoader
from openpyxl import load_workbook

from engage.accounts.service import ensure_person
from engage.comments.attachments.rules import HeldFile
from engage.comments.attachments.service import hold_files
from engage.comments.models import Comment
from engage.comments.provenance.models import SocialCapture
from engage.comments.provenance.queries import account_context, address_context
from engage.comments.service import correct
from engage.core.permissions import SYSTEM
from engage.core.settings import Settings
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import TopicContent
from engage.engagements.service import add_topic
from engage.following.models import Subscription
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.sealing import sealed
from engage.moderation.reported.models import CommentReport
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.privacy.redaction import Label, Redaction
from engage.reports import making
from engage.reports.known import identifiers_in
from engage.reports.leaks import Identifier, Kind
from engage.reports.making import Made
from engage.reports.rendered import Render, Rendered
from engage.reports.renderers.data import write_data
from engage.reports.renderers.html import render_html
from tests.app_fixtures import PASSWORD, build_engagement
from tests.approving import publish_approved
from tests.reports.people import all_text, crowd, made_for, order_now, say, send_by_form

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
FORMATS = ("-comments.csv", "-counts.csv", "-data.xlsx", "-report.html", "-report.json")
ALL_FORMATS = {
    *FORMATS,
    "-data-dictionary.csv",
    "-report.docx",
    "-report.pdf",
    "-report.schema.json",
}
WITH_COMMENTS = {"-comments.csv", "-data.xlsx", "-report.json"}
WITH_TITLE = {"-data.xlsx", "-report.html", "-report.json"}
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


def light(settings: Settings) -> Render:
    """Data files and one page: what a report is made of, without the formats that take seconds."""
    pages = Environment(
        loader=FileSystemLoader(settings.themes_dir / settings.theme / "templates"), autoescape=True
    )

    def render(reports, into, told):
        report = reports[0]
        files, fingerprint = write_data(report, into, told)
        page = into / f"{report.slug}-report.html"
        page.write_bytes(render_html(report, pages, fingerprint))
        return Rendered({path.name: path for path in [*files, page]}, fingerprint)

    return render


def made_lightly(units: Units, slug: str = "night-buses", render: Render | None = None) -> Made:
    with units.reading(SYSTEM) as unit:
        engagement_id = engagement_by_slug(unit.session, slug).id
    order = order_now(units, slug)
    with TemporaryDirectory() as folder:
        return making.make(
            units, SYSTEM, engagement_id, order, Path(folder), render or light(units.settings)
        )


def places(made: Made, kind: Kind) -> set[str]:
    return {leak.file.removeprefix("night-buses") for leak in made.leaks if leak.kind is kind}


def test_words_taken_out_of_a_published_comment_are_known(lively: Units) -> None:
    number = say(lively, "Ask Wendeline Marchbank about the last bus.", "waiting")
    with lively.writing(SYSTEM) as unit:
        taken = (Redaction(4, 23, Label.NAME),)
        decide(unit, number, 1, Outcome.PUBLISH_REDACTED, (), "", redactions=taken)
    assert Identifier(Kind.QUARANTINED, "Wendeline Marchbank") in known_of(lively)
    made = made_for(lively)
    assert list(made.leaks) == []
    assert "Wendeline" not in all_text(made.files)
    assert "Ask [name removed] about" in all_text(made.files)


def known_of(units: Units) -> set[Identifier]:
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        found = identifiers_in(unit, engagement)
        return {Identifier(one.kind, one.value) for one in found}


def test_the_engagement_itself_is_innocent_in_every_format(lively: Units) -> None:
    made = made_for(lively)
    assert list(made.leaks) == []
    assert {name.removeprefix("night-buses") for name in made.files} == ALL_FORMATS


def test_contacts_in_published_words_refuse_every_file_that_holds_them(lively: Units) -> None:
    said = [
        (say(lively, f"Good idea, but {written}, please."), kind)
        for kind, written in CONTACTS_IN_TEXT
    ]
    made = made_lightly(lively)
    for kind in {kind for _, kind in said}:
        assert places(made, kind) == WITH_COMMENTS
    assert {leak.kind for leak in made.leaks} == {kind for _, kind in said}
    assert dict(made.files) == {}
    assert {(source.comment_id, source.kind) for source in made.sources} == set(said)


def test_receipts_in_published_words_are_known_by_their_hashes_alone(lively: Units) -> None:
    first, second, third = (send_by_form(lively, f"Buses, number {n}.") for n in range(3))
    lost = send_by_form(lively, "Never mind.", "withdrawn")
    numbers = [
        say(lively, f"What became of my comment {written}?")
        for written in (first, second.lower(), third.replace("-", ""), f"with the code {lost}")
    ]
    made = made_lightly(lively)
    assert places(made, Kind.RECEIPT) == WITH_COMMENTS
    assert [source.comment_id for source in made.sources] == numbers


@pytest.mark.parametrize("kind", [Kind.EMAIL, Kind.PHONE, Kind.ADDRESS, Kind.IP])
def test_a_contact_in_the_title_refuses_though_staff_wrote_it(units: Units, kind: Kind) -> None:
    value = PEOPLE[kind]
    build_engagement(units, title=f"Buses past {value}?")
    say(units, "A comment.", email=EMAIL)
    say(units, f"It is {value} where I live.", "not_published")
    made = made_lightly(units)
    assert places(made, kind) == WITH_TITLE
    assert not made.sources


def test_contacts_of_nobody_here_refuse_though_staff_wrote_them(units: Units) -> None:
    """Somebody of another engagement, or of none: staff offer contacts as ways to take part."""
    build_engagement(units, summary="; ".join(written for _, written in CONTACTS_IN_TEXT))
    crowd(units)
    made = made_lightly(units)
    for kind in {kind for kind, _ in CONTACTS_IN_TEXT}:
        assert {"-report.html", "-report.json"} <= places(made, kind)
    assert {leak.kind for leak in made.leaks} == {kind for kind, _ in CONTACTS_IN_TEXT}
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
    assert list(made_lightly(units).leaks) == []


def test_a_contact_in_the_words_of_a_topic_refuses_each_format_that_shows_them(
    lively: Units,
) -> None:
    with lively.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        words = TopicContent(f"The stop at {PEOPLE[Kind.ADDRESS]}", "Words.", "Is it dark?", "Yes.")
        add_topic(unit, engagement, "stop", words)
        publish_approved(unit, engagement)
    say(lively, "It is.", topic="stop")
    assert WITH_COMMENTS | {"-report.html"} <= places(made_lightly(lively), Kind.ADDRESS)


def test_a_telephone_number_in_the_address_of_the_engagement_would_be_in_file_names(
    units: Units,
) -> None:
    build_engagement(units, "call-250-472-0199")
    say(units, "I am at 250 472 0199.", "not_published", slug="call-250-472-0199")
    made = made_lightly(units, "call-250-472-0199")
    named = {leak.file for leak in made.leaks if leak.place == "file name"}
    assert len(named) > 4 and all(re.fullmatch("file \\d", name) for name in named)
    assert "472" not in repr(made)


def test_a_receipt_of_any_engagement_is_found_even_in_file_names(units: Units) -> None:
    build_engagement(units)
    slug = send_by_form(units, "Hello.").lower()
    build_engagement(units, slug)
    made = made_lightly(units, slug)
    assert {leak.kind for leak in made.leaks} == {Kind.RECEIPT}
    assert ("file 1", "file name") in {(leak.file, leak.place) for leak in made.leaks}


def plant_in_html(path: Path, value: str) -> None:
    page = path.read_text()
    path.write_text(page.replace("</main>", f"<p>by {escape(value)}</p></main>"))


def plant_in_json(path: Path, value: str) -> None:
    document = json.loads(path.read_text())
    document["comments"][0]["author"] = value
    path.write_text(json.dumps(document))


def plant_in_csv(path: Path, value: str) -> None:
    with path.open("a") as file:
        file.write(f'"by","{value}"\r\n')


def plant_in_xlsx(path: Path, value: str) -> None:
    book = load_workbook(path)
    book.worksheets[-1].append(["by", value])
    book.save(path)


PLANTS: dict[str, Callable[[Path, str], None]] = {
    "-comments.csv": plant_in_csv,
    "-counts.csv": plant_in_csv,
    "-data.xlsx": plant_in_xlsx,
    "-report.html": plant_in_html,
    "-report.json": plant_in_json,
}


def made_with_fault(units: Units, *faults: tuple[str, str]) -> Made:
    """By a renderer that signs some formats with something that it should not know."""
    render = light(units.settings)

    def faulty(reports, into, told):
        rendered = render(reports, into, told)
        for ending, value in faults:
            PLANTS[ending](rendered.files[f"night-buses{ending}"], value)
        return rendered

    return made_lightly(units, render=faulty)


def test_faults_of_a_renderer_are_caught_in_every_format(lively: Units) -> None:
    code = send_by_form(lively, "Buses should run all night.")
    planted = PEOPLE | {Kind.RECEIPT: code, Kind.STAFF: "Quentin Ledger"}
    with lively.writing(SYSTEM) as unit:
        ensure_person(unit, "q.ledger@gov.bc.ca", "Quentin Ledger", frozenset(), PASSWORD)
    for kind, value in planted.items():
        made = made_with_fault(lively, *((ending, value) for ending in FORMATS))
        assert places(made, kind) == set(FORMATS), kind
        assert {leak.kind for leak in made.leaks} == {kind}
        assert dict(made.files) == {}


def test_notes_of_staff_and_of_readers_are_unpublished_words(lively: Units) -> None:
    number = say(lively, "The stop by the mill is dark.")
    note = "This is my neighbour and she told everybody about it last winter"
    with lively.writing(SYSTEM) as unit:
        unit.session.add(
            CommentReport(
                comment_id=number, version=1, kind="person", note=note, reported_at=unit.now
            )
        )
    made = made_with_fault(lively, ("-counts.csv", NOTE), ("-report.html", note))
    assert places(made, Kind.UNPUBLISHED_FRAGMENT) == {"-counts.csv", "-report.html"}


def test_eight_words_of_what_was_not_published_are_enough(lively: Units) -> None:
    eight = "house has been stealing hydro power since the"
    seven = "house has been stealing hydro power since"
    made = made_with_fault(lively, *((ending, eight) for ending in FORMATS))
    assert places(made, Kind.UNPUBLISHED_FRAGMENT) == set(FORMATS)
    assert not made_with_fault(lively, *((ending, seven) for ending in FORMATS)).leaks


def test_earlier_words_of_a_corrected_comment_are_unpublished_words(units: Units) -> None:
    build_engagement(units)
    number = say(units, "The driver of the last bus on Tuesdays is always late by an hour.")
    with units.writing(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, number)
        engagement = engagement_by_slug(unit.session, "night-buses")
        correct(unit, engagement, comment, "The last bus is always late.", seen_version=1)
    with units.writing(SYSTEM) as unit:
        decide(unit, number, 2, "publish", (), "")
    assert not made_lightly(units).leaks
    words = "last bus on Tuesdays is always late by an hour"
    made = made_with_fault(units, ("-counts.csv", words))
    assert places(made, Kind.UNPUBLISHED_FRAGMENT) == {"-counts.csv"}


def test_names_that_are_words_of_the_report_or_of_others_do_not_refuse_it(units: Units) -> None:
    build_engagement(units)
    names = ("March", "Summary", "Total", "E-mail", "Citizen Engagement", "Green", "Monday", "Mark")
    for name in names:
        say(units, f"I sign as I like, number {len(name)}.", name=name)
    crowd(units, 12, channel="email")
    crowd(units, 12)
    say(units, "A green bus would be lovely.")
    assert list(made_lightly(units).leaks) == []


@pytest.mark.parametrize("signed", ["J\u0301ane Hume", "Jane H\u0308ume"])
def test_a_signature_that_is_not_taken_out_refuses_the_report(units: Units, signed: str) -> None:
    """Its publication is not independent of them, however many sign so. Letters with accents that
    the name does not have are left to the gate (see signatures)."""
    build_engagement(units)
    crowd(units)
    say(units, "I work nights at the mill.", name=NAME)
    numbers = [say(units, f"Buses all night, number {n}. {signed}", name=NAME) for n in range(2)]
    made = made_lightly(units)
    assert places(made, Kind.NAME) == WITH_COMMENTS
    assert [source.comment_id for source in made.sources] == numbers
    assert {leak.held_at.partition(":")[0] for leak in made.leaks} == {"person"}
    say(units, f"I second what {signed} wrote.", name="Robin")
    assert list(made_lightly(units).leaks) == []


def test_a_name_that_staff_say_too_may_be_signed_with(units: Units) -> None:
    build_engagement(units, summary=f"An idea of Councillor {NAME}.")
    crowd(units)
    say(units, f"That was my idea. {NAME}", name=NAME)
    assert list(made_lightly(units).leaks) == []


def test_a_signed_comment_that_is_not_in_the_report_does_not_refuse_it(units: Units) -> None:
    build_engagement(units)
    crowd(units)
    say(units, f"Off the topic. {NAME}", "not_published", name=NAME)
    assert list(made_lightly(units).leaks) == []


def test_the_contacts_that_staff_offer_may_be_quoted(units: Units) -> None:
    build_engagement(units)
    say(units, "I wrote to CitizenEngagement@gov.bc.ca and called 1-800-663-7867.")
    assert list(made_lightly(units).leaks) == []


NUMBERS = [
    "It would cost $1,200,000 to 2,500,000 over 2024-2026, or 45.50 a month.",
    "Route 99 leaves at 10:15, 10:45, 11:15 and 11:45, except in 2025.",
    "Section 26.1.3 of Bill 14 (2019) says 100 000 people.",
    "In 1998, 2003, 2007, 2011 and 2015 fares rose by 0.25, 0.50 and 1.00.",
    "Highway 97 at kilometre 1203, exit 412, has 12,000 cars a day.",
    "50.1234 N, 119.4321 W is where the stop should be.",
]


def test_numbers_that_lead_to_nobody_do_not_refuse_a_report(lively: Units) -> None:
    for text in NUMBERS:
        say(lively, text)
        say(lively, text, "not_published", reason="spam")
    assert list(made_lightly(lively).leaks) == []


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
        mail.subject_cipher = sealed(unit.keyring, mail.id, "subject", "About my last letter")
        mail.body_cipher = sealed(unit.keyring, mail.id, "body", "Call me at 250 472 0144.")
        mail.cut_cipher = sealed(unit.keyring, mail.id, "cut", "Box 4521, Atlin V0W 1A0")
    found = known_of(lively)
    brought = {
        Identifier(Kind.NAME, "Letter of Ada Quill"),
        Identifier(Kind.NAME, "quill.pdf"),
        Identifier(Kind.NAME, "@adaquill"),
        Identifier(Kind.QUARANTINED, "https://x.com/adaquill/1"),
        Identifier(Kind.EMAIL, "ada@example.net"),
        Identifier(Kind.EMAIL, "quill@example.net"),
        Identifier(Kind.PHONE, "250 472 0144"),
        Identifier(Kind.UNPUBLISHED_FRAGMENT, "About my last letter"),
        Identifier(Kind.UNPUBLISHED_FRAGMENT, "Call me at 250 472 0144."),
        Identifier(Kind.UNPUBLISHED_FRAGMENT, "Box 4521, Atlin V0W 1A0"),
    }
    assert brought <= found
    assert not any(one.value.startswith("17") for one in found)
    assert list(made_lightly(lively).leaks) == []
    say(lively, "Write to ada at example dot net.")
    assert {leak.kind for leak in made_lightly(lively).leaks} == {Kind.EMAIL}
