"""What a moderator sees of a comment that came another way, and how its files are opened."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.comments.attachments.rules import HeldFile
from engage.comments.attachments.service import hold_files, keep_cut
from engage.comments.models import Comment
from engage.comments.service import withdraw
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.rules import Outcome
from tests.app_fixtures import csrf_token, make_person
from tests.avenues.conftest import POST, KeyIn
from tests.moderation.decisions import acts
from tests.moderation.keeping_off import keep_off
from tests.moderation.senders import send_looked_at

SignIn = Callable[..., Actor]
EVIL = HeldFile('"><script>alert(1)</script>.html', "text/html", 8, b"<script>")


@pytest.fixture
def mailed(units: Units, engagement: Engagement) -> int:
    """A comment with a cut part and a file, as a mail leaves it."""
    number, _code = send_looked_at(units)
    with units.writing(SYSTEM) as unit:
        keep_cut(unit, number, "On Monday you wrote:\n> <b>Dear all</b>")
        hold_files(unit, "comment", number, [EVIL], "mail")
    return number


def link_to_file(html: str) -> str:
    found = re.search(r'href="(/staff/attachments/\d+)"', html)
    return found[1] if found else ""


def test_the_cut_part_and_the_files_stand_beside_the_text(
    mailed: int, client: FlaskClient, sign_in: SignIn, units: Units
) -> None:
    sign_in(Role.MODERATOR, ministry="TRAN")
    page = client.get(f"/staff/queue/{mailed}").get_data(as_text=True)
    assert "Cut from the e-mail" in page
    assert "&gt; &lt;b&gt;Dear all" in page
    assert "Files from outside may do harm" in page
    assert "<script>alert" not in page
    answer = client.get(link_to_file(page))
    assert answer.data == b"<script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert re.fullmatch(
        r'attachment; filename="attachment-\d+\.html"', answer.headers["Content-Disposition"]
    )
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    with units.reading(SYSTEM) as unit:
        actions = unit.session.scalars(select(AuditEntry.action)).all()
    assert actions.count("attachment.opened") == 1


@pytest.mark.parametrize(
    ("role", "ministry", "status"),
    [
        (Role.ENGAGEMENT_LEAD, "TRAN", 200),
        (Role.ADMINISTRATOR, None, 200),
        (Role.MODERATOR, "HLTH", 404),
        (Role.PRIVACY_OFFICER, "TRAN", 404),
        (Role.APPROVER, "TRAN", 403),
    ],
)
def test_a_file_is_opened_by_who_reads_the_comment(
    mailed: int, client: FlaskClient, sign_in: SignIn, role: Role, ministry: str | None, status: int
) -> None:
    sign_in(role, ministry=ministry)
    assert client.get("/staff/attachments/1").status_code == status


def test_of_a_withdrawn_comment_nothing_is_shown_and_a_privacy_officer_opens(
    mailed: int, client: FlaskClient, sign_in: SignIn, units: Units, engagement: Engagement
) -> None:
    with units.writing(SYSTEM) as unit:
        withdraw(unit, engagement, unit.session.get_one(Comment, mailed))
    sign_in(Role.MODERATOR, ministry="TRAN")
    page = client.get(f"/staff/queue/{mailed}").get_data(as_text=True)
    assert "Dear all" not in page
    assert not link_to_file(page)
    assert client.get("/staff/attachments/1").status_code == 404
    client.post("/staff/sign-out", data={"csrf_token": csrf_token(client, "/staff/queue")})
    sign_in(Role.PRIVACY_OFFICER, ministry="TRAN")
    assert client.get("/staff/attachments/1").status_code == 200


def test_who_has_a_conflict_of_interest_opens_nothing(
    mailed: int, client: FlaskClient, sign_in: SignIn, units: Units, engagement: Engagement
) -> None:
    moderator = sign_in(Role.MODERATOR, ministry="TRAN")
    keep_off(units, moderator, engagement)
    page = client.get(f"/staff/queue/{mailed}").get_data(as_text=True)
    assert "Dear all" not in page
    assert not link_to_file(page)
    assert client.get("/staff/attachments/1").status_code == 422


def test_the_item_says_who_keyed_it_in_and_where_a_post_stood(
    lead: Actor, key_in: KeyIn, client: FlaskClient
) -> None:
    key_in(**POST, reference="TRAN-2026/14")
    page = client.get("/staff/queue/1").get_data(as_text=True)
    for words in ("Sam Staff", "(you)", "TRAN-2026/14", "Facebook", POST["address"], "@jane.roe"):
        assert words in page, words
    assert f'href="{POST["address"]}"' not in page


def test_the_public_page_knows_nothing_of_it(
    lead: Actor, key_in: KeyIn, client: FlaskClient, units: Units
) -> None:
    key_in(**POST, reference="TRAN-2026/14")
    acts.published(units, make_person(units, Role.MODERATOR, email="m@gov.bc.ca"), 1)
    public = client.get("/engagements/night-buses/routes").get_data(as_text=True)
    assert "14 run all night" in public
    for words in ("example.com", "jane.roe", "TRAN-2026", "Sam Staff", "Facebook"):
        assert words not in public, words


@pytest.mark.parametrize(("is_led", "status"), [(True, 200), (False, 404)])
def test_a_file_of_a_mail_is_opened_where_the_mail_was_led_to(
    client: FlaskClient,
    sign_in: SignIn,
    units: Units,
    engagement: Engagement,
    is_led: bool,
    status: int,
) -> None:
    with units.writing(SYSTEM) as unit:
        mail = IncomingMail(
            place_key="p",
            message_key="m",
            arrived_at=unit.now,
            recorded_at=unit.now,
            outcome=Outcome.UNROUTED,
            engagement_id=engagement.id if is_led else None,
            size=1,
            folder="INBOX",
        )
        unit.session.add(mail)
        unit.session.flush()
        hold_files(unit, "incoming_mail", mail.id, [EVIL], "mail")
    sign_in(Role.MODERATOR, ministry="TRAN")
    assert client.get("/staff/attachments/1").status_code == status
