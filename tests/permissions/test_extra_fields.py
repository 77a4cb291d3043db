"""What a form does not have changes nothing, and neither do numbers of another ministry.

Each form is sent twice as it is and once with more in it. Whatever differs between the first two is
chance (tokens, ciphers, seals); beyond that the whole database must be the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pytest

from tests.app_fixtures import build_engagement
from tests.engagements.pages import fields
from tests.permissions.conftest import Cells
from tests.permissions.people import Member, ask
from tests.permissions.world import SLUG

EDIT: Final = f"/staff/engagements/{SLUG}"
EXTRA: Final = {
    "role": "administrator",
    "roles": "administrator",
    "grants": "administrator",
    "ministry": "{elsewhere_id}",
    "ministry_id": "{elsewhere_id}",
    "engagement_id": "2",
    "topic_id": "2",
    "comment_id": "2",
    "person_id": "{admin_id}",
    "owner_id": "{admin_id}",
    "decided_by": "{admin_id}",
    "status": "published",
    "state": "published",
    "published_at": "2026-01-01T00:00:00+00:00",
    "published_version": "1",
    "approved": "1",
    "approved_at": "2026-01-01T00:00:00+00:00",
    "is_admin": "1",
    "is_break_glass": "1",
    "id": "2",
    "version": "7",
    "slug": "another",
}


@dataclass(frozen=True)
class Sent:
    """A form of a page, filled in well: who sends it (a letter or `speaker`), and what is typed."""

    name: str
    who: str
    page: str
    typed: Mapping[str, str]
    action: str = ""


FORMS: Final = (
    Sent("engagement", "L", EDIT, {"title": "Should buses run all night?"}),
    Sent("topic", "L", f"{EDIT}/topics/routes", {"title": "Which routes?"}),
    Sent("plan", "L", f"{EDIT}/plan/need", {"need": "People stand in the rain."}),
    Sent(
        "decision on a step",
        "E",
        f"{EDIT}/approvals/engagement/in_principle",
        {"verdict": "returned", "reason": "Say for whom."},
    ),
    Sent("results", "L", f"{EDIT}/results", {"summary": "Buses will run all night."}),
    Sent("update", "L", f"{EDIT}/updates/first-bus", {"summary": "It runs every night."}),
    Sent(
        "invitation",
        "A",
        "/staff/people/invite",
        {
            "name": "Nell Sample",
            "email": "nell@gov.bc.ca",
            "role_1": "ministry_viewer",
            "where_1": "{ministry_id}",
        },
    ),
    Sent("roles", "A", "/staff/people/{person_id}/roles", {"role_1": "approver", "where_1": "all"}),
    Sent("own sign-ins", "V", "/staff/account", {}, "/staff/account/sessions/end-others"),
    Sent(
        "comment",
        "",
        f"/engagements/{SLUG}/routes/comment",
        {"text": "More buses, and later.", "accepts_terms": "y"},
    ),
    Sent(
        "decision on a comment",
        "M",
        "/staff/queue/{comment_id}",
        {"outcome": "publish"},
    ),
    Sent(
        "language of a comment",
        "M",
        "/staff/queue/{comment_id}",
        {"language": "fr"},
        "/staff/queue/{comment_id}/language",
    ),
    Sent("topic of a comment", "M", "/staff/queue/{comment_id}/topic", {"topic": "2"}),
    Sent(
        "message",
        "M",
        "/staff/mail/incoming/{incoming_id}",
        {"text": "They want a bus."},
        "/staff/mail/incoming/{incoming_id}/place",
    ),
    Sent(
        "message set aside",
        "L",
        "/staff/mail/incoming/{incoming_id}",
        {"why": "spam"},
        "/staff/mail/incoming/{incoming_id}/aside",
    ),
    Sent(
        "reply",
        "speaker",
        "/staff/comments/{asked}/reply",
        {"body": "Thank you. Night buses start on 1 May."},
    ),
    Sent(
        "incident",
        "M",
        "/staff/incidents/new",
        {"kind": "other", "ministry": "{ministry_id}", "note": "Look at this."},
        "/staff/incidents/new?comment=",
    ),
    Sent(
        "step of an incident",
        "P",
        "/staff/incidents/{incident_id}",
        {"step": "told_supervisor"},
        "/staff/incidents/{incident_id}/steps",
    ),
    Sent(
        "conflict of interest",
        "R",
        f"/staff/conflicts/new?engagement={SLUG}",
        {"about": "whole", "reason": "My sister drives there."},
    ),
)


def person(cells: Cells, who: str) -> Member | None:
    return cells.speaker if who == "speaker" else cells.everywhere.get(who)


def filled(cells: Cells, form: Sent) -> tuple[str, dict[str, str]]:
    """Where a browser sends the form, and what with it."""
    ids = cells.world.ids | {"ministry_id": cells.world.ministry_id}
    page, action = form.page.format(**ids), (form.action or form.page).format(**ids)
    answer = ask(cells.client, "GET", page, person(cells, form.who))
    assert answer.status_code == 200, answer.status_code
    typed = {name: text.format(**ids) for name, text in form.typed.items()}
    sent = fields(answer.text, action) | typed
    # Of a template for scripts, which no browser sends.
    sent.pop("span", None)
    return action, sent


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_fields_that_a_form_does_not_have_change_nothing(cells: Cells, form: Sent) -> None:
    ids = {"elsewhere_id": cells.world.elsewhere_id, "admin_id": cells.everywhere["A"].id}
    results, statuses = [], []
    for has_more in (False, False, True):
        path, sent = filled(cells, form)
        extra = {name: text.format(**ids) for name, text in EXTRA.items() if name not in sent}
        data = sent | extra if has_more else sent
        answer = ask(cells.client, "POST", path, person(cells, form.who), data)
        statuses.append(answer.status_code)
        results.append(cells.rows())
        cells.put_back()
    first, second, more = results
    assert statuses[0] in (200, 303), statuses
    assert len(set(statuses)) == 1
    assert first != cells.rows(), "the form itself must have changed something"
    assert first.keys() == second.keys() == more.keys()
    by_chance = {key for key in first if first[key] != second[key]}
    assert {key for key in first if first[key] != more[key]} <= by_chance


@pytest.mark.parametrize("letter", "LMPSCEDYRV")
def test_nobody_but_an_administrator_gives_a_role(cells: Cells, letter: str) -> None:
    who, before = cells.everywhere[letter], cells.rows()
    typed = {"role_1": "administrator", "where_1": "all", "name": "Nell", "email": "n@gov.bc.ca"}
    for path in ("/staff/people/invite", f"/staff/people/{who.id}/roles"):
        answer = ask(cells.client, "POST", path, who, typed | {"seen": "", "keep": ""})
        assert answer.status_code == 403
    assert cells.rows() == before


@pytest.mark.parametrize(
    ("letter", "path", "typed"),
    [
        ("L", "/staff/engagements/new", {"ministry_id": "{ministry_id}", "slug": "mine"}),
        ("L", "/staff/engagements/clinics/plan/shared/{shared_id}", {"outcome": "It was posted."}),
        ("L", "/staff/engagements/clinics/topics/routes", {"title": "Mine"}),
        ("A", "/staff/incidents/contacts", {"part": "supervisor", "ministry": "{ministry_id}"}),
        ("A", "/staff/incidents/contacts/{contact_id}", {"ministry": "{elsewhere_id}"}),
        ("M", "/staff/incidents/new", {"kind": "other", "ministry": "{ministry_id}"}),
        ("M", "/staff/incidents/new?comment={comment_id}", {"kind": "other"}),
        ("M", "/staff/queue/{comment_id}", {"outcome": "publish", "seen_version": "1"}),
        ("M", "/staff/queue/undo/{decision_id}", {}),
        ("M", "/staff/queue/{comment_id}/topic", {"topic": "2", "seen_version": "1"}),
        ("L", "/staff/mail/incoming/{incoming_id}/place", {"place": "1-1", "seen_version": "1"}),
        ("A", "/staff/mail/incoming/{incoming_id}/aside", {"why": "spam", "seen_version": "1"}),
        ("C", "/staff/standing-approvals/new", {"covers": "e{engagement_id}"}),
        ("C", "/staff/standing-approvals/new", {"covers": "m{ministry_id}"}),
        ("C", "/staff/elections/exceptions/new", {"engagement": "{engagement_id}"}),
        ("R", "/staff/conflicts/new?engagement=night-buses", {"about": "whole"}),
        ("P", "/staff/quarantine/{quarantine_id}", {"reason": "A request."}),
    ],
)
def test_numbers_of_another_ministry_do_nothing(
    cells: Cells, letter: str, path: str, typed: dict[str, str]
) -> None:
    """Somebody of another ministry, who has an engagement there, types what is not theirs."""
    build_engagement(cells.world.units, "clinics", ministry="HLTH", topics=("waiting",))
    ids = cells.world.ids | {"ministry_id": cells.world.ministry_id}
    before, common = cells.rows(), {"reason": "It was said.", "name": "Kim", "title": "Mine"}
    data = common | {name: text.format(**ids) for name, text in typed.items()}
    who = cells.elsewhere[letter]
    answer = ask(cells.client, "POST", path.format(**ids), who, data)
    assert answer.status_code in (403, 404, 422)
    assert cells.rows() == before
