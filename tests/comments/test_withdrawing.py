"""Taking a comment back by the link in a mail: opening it does nothing, its button does (R80)."""

from urllib.parse import urlsplit

from sqlalchemy import func, select

from engage.audit.models import AuditEntry
from engage.comments.service import withdrawal_link
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service import save_engagement, unpublish
from tests.app_fixtures import build_engagement, sample_content
from tests.comments.citizen import TOPIC, WORDS, Citizen, comment_of, settle

BUTTON = "Take back my comment"


def link_to(units: Units, code: str) -> str:
    """The path of the link in a mail that answers this comment."""
    with units.reading(SYSTEM) as unit:
        link = withdrawal_link(unit, comment_of(units, code))
    assert link.startswith(f"{units.settings.base_url}/withdraw/")
    return urlsplit(link).path


def withdrawals(units: Units) -> int:
    with units.reading(SYSTEM) as unit:
        asked = select(func.count()).select_from(AuditEntry)
        return unit.session.scalar(asked.where(AuditEntry.action == "comment.withdrawn")) or 0


def test_opening_the_link_changes_nothing_and_its_button_takes_the_comment_back(
    both_units: Units,
) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    code = citizen.send().code
    settle(both_units, code, "published")
    path = link_to(both_units, code)
    for page in (citizen.get(path), citizen.get(path)):
        assert (page.status, page.heading) == (200, "Take back your comment")
        assert "Should buses run at night?" in page.words
        assert "You cannot undo this." in page.words
        assert BUTTON in page.words
    assert comment_of(both_units, code).state == "published"
    page = citizen.post(path)
    assert (page.status, page.heading) == (200, "Your comment has been taken back")
    assert BUTTON not in page.words
    assert comment_of(both_units, code).state == "withdrawn"
    assert WORDS not in citizen.get(TOPIC).words


def test_asking_again_says_that_it_was_taken_back_already(both_units: Units) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    path = link_to(both_units, citizen.send().code)
    citizen.post(path)
    for page in (citizen.post(path), citizen.get(path)):
        assert (page.status, page.heading) == (200, "This comment was taken back already")
        assert BUTTON not in page.words
    assert withdrawals(both_units) == 1


def test_the_page_shows_no_word_of_the_comment_and_is_kept_by_nobody(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    code = citizen.send(display_name="Robin of the mailbox").code
    settle(units, code, "published")
    path = link_to(units, code)
    for page in (citizen.get(path), citizen.post(path), citizen.get(path)):
        assert WORDS not in page.html
        assert "Robin" not in page.html
        assert code not in page.html
        assert page.response.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in page.response.headers
        assert 'content="noindex"' in page.html


def test_the_button_on_another_site_takes_nothing_back(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    code = citizen.send().code
    path = link_to(units, code)
    assert citizen.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status == 403
    assert citizen.post(path, headers={"Origin": "https://evil.example"}).status == 403
    assert comment_of(units, code).state == "waiting"


def test_the_link_works_after_closing_and_out_of_view_and_tells_nothing_of_a_draft(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    code = citizen.send().code
    path = link_to(units, code)
    clock.advance(days=100)
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        unpublish(unit, row)
        draft = sample_content(title="A secret new question?")
        save_engagement(unit, row, draft, seen_revision_id=row.draft_revision_id)
    page = citizen.get(path)
    assert "secret" not in page.html
    assert "/engagements/" not in page.html
    assert citizen.post(path).heading == "Your comment has been taken back"


def test_a_link_takes_back_its_own_comment_alone(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    mine, other = citizen.send().code, citizen.send("Another one.").code
    citizen.post(link_to(units, mine), {"comment": "2", "c": "2", "token": "x"})
    assert comment_of(units, mine).state == "withdrawn"
    assert comment_of(units, other).state == "waiting"


def test_a_link_that_does_not_work_says_what_to_do(units: Units, clock: FixedClock) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    path = link_to(units, citizen.send().code)
    cut = citizen.get(path[:-3])
    assert (cut.status, cut.heading) == (404, "This link does not work")
    assert 'href="/receipt"' in cut.html
    clock.advance(days=1_000)
    assert citizen.get(path).status == 200
    clock.advance(days=97)
    assert citizen.get(path).html == cut.html
