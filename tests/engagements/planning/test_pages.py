"""The staff's pages of a plan, through the application as a browser meets it."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.approving import subject_of
from engage.engagements.models import Engagement
from engage.engagements.planning import queries
from engage.engagements.planning.rules import PlanningContent
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service import decide_step
from engage.governance.approvals.rules import Step, SubjectKind, Verdict, content_hash, rule_of
from engage.governance.approvals.service import ask
from tests.app_fixtures import MakeEngagement, csrf_token
from tests.approving import approver
from tests.engagements.pages import fields, form_at, send
from tests.planning import plan

SignIn = Callable[..., Actor]
BASE = "/staff/engagements/night-buses"
PLAN = f"{BASE}/plan"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"
NOT_TEXTS = {"csrf_token", "seen_revision_id", "classification", "collects_nothing"}
WRITING = (
    Role.ENGAGEMENT_LEAD,
    Role.ADMINISTRATOR,
    Role.EXECUTIVE_DIRECTOR_ENGAGEMENT,
    Role.PRIVACY_OFFICER,
    Role.SECURITY_OFFICER,
)
SECTIONS = ("idea", "need", "privacy", "fields", "security", "property", "records")


def saved(units: Units, made: Engagement) -> PlanningContent:
    with units.reading(SYSTEM) as unit:
        return queries.planning_content(unit.session, engagement_by_slug(unit.session, made.slug))


@pytest.mark.parametrize("name", SECTIONS)
def test_saving_an_untouched_section_changes_nothing(
    client: FlaskClient, units: Units, sign_in: SignIn, make_engagement: MakeEngagement, name: str
) -> None:
    made = make_engagement(published=False)
    sign_in(Role.ENGAGEMENT_LEAD)
    before = saved(units, made)
    assert send(client, f"{PLAN}/{name}").status_code == 303
    assert saved(units, made) == before


def test_of_two_who_edit_the_plan_the_second_is_told_and_loses_nothing(
    client: FlaskClient, units: Units, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    made = make_engagement(published=False)
    sign_in(Role.ENGAGEMENT_LEAD)
    page = f"{PLAN}/need"
    stale = form_at(client, page)
    send(client, page, audience="Night workers.")
    answer = client.post(page, data=stale | {"need": "A timetable"})
    assert answer.status_code == 409
    assert "Night workers." in answer.text
    kept = fields(answer.text, page)
    assert kept["need"] == "A timetable"
    assert client.post(page, data=kept).status_code == 303
    assert saved(units, made).need == "A timetable"


def test_extra_fields_and_unknown_sections_change_nothing(
    client: FlaskClient, units: Units, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    made = make_engagement(published=False)
    sign_in(Role.ENGAGEMENT_LEAD)
    before = saved(units, made)
    extra = {"ministry_id": "1", "settings": "None.", "covers": "x", "phone-necessity": "Spam."}
    assert send(client, f"{PLAN}/need", **extra).status_code == 303
    assert send(client, f"{PLAN}/fields", **extra).status_code == 303
    assert saved(units, made) == before
    assert client.get(f"{PLAN}/no-such-part").status_code == 404


def test_too_long_an_answer_is_told_at_its_field_and_kept(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False)
    sign_in(Role.ENGAGEMENT_LEAD)
    long = "word " * 1000
    answer = send(client, f"{PLAN}/privacy", photos=long, prevention="Kept.")
    assert answer.status_code == 422
    assert 'id="photos-error"' in answer.text
    kept = fields(answer.text, f"{PLAN}/privacy")
    assert (kept["photos"].strip(), kept["prevention"]) == (long.strip(), "Kept.")


def test_a_field_falls_under_a_purpose_that_the_notice_names(
    client: FlaskClient, units: Units, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    made = make_engagement(published=False)
    sign_in(Role.ENGAGEMENT_LEAD)
    page = f"{PLAN}/fields"
    answer = send(client, page, **{"email-purpose": "To send advertising", "text-use": "Kept."})
    assert answer.status_code == 422
    assert 'id="email-purpose-error"' in answer.text
    assert fields(answer.text, page)["text-use"] == "Kept."
    purpose = "To tell those who ask for it about decisions and results"
    assert send(client, page, **{"email-purpose": purpose}).status_code == 303
    assert saved(units, made).field_plan("email").purpose == purpose
    for shown in (f"{PLAN}/pia", PLAN, f"{BASE}/history?of=planning"):
        assert purpose in client.get(shown).text, shown


def test_with_another_notice_the_old_purpose_stays_to_be_seen_and_another_can_be_chosen(
    client: FlaskClient, units: Units, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    made = make_engagement(published=False)
    sign_in(Role.ENGAGEMENT_LEAD)
    page = f"{PLAN}/fields"
    assert send(client, BASE, notice_template="planning-evaluation").status_code == 303
    link = f'href="{page}#email-purpose">The collection notice no longer names the purpose'
    assert link in client.get(f"{BASE}/publish").text
    old = "To receive comments on this engagement"
    for shown in (page, f"{PLAN}/pia", PLAN):
        assert f"{old} (not in the notice)" in client.get(shown).text, shown
    # Saved as it stands, so that other answers can be written first.
    assert send(client, page, **{"text-use": "Read."}).status_code == 303
    assert saved(units, made).field_plan("email").purpose == old
    purpose = "To tell those who ask for it about decisions and results"
    send(client, page, **{"email-purpose": purpose})
    assert link not in client.get(f"{BASE}/publish").text


def test_without_a_notice_the_page_says_to_choose_one_first(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False, notice_template="")
    sign_in(Role.ENGAGEMENT_LEAD)
    assert "has no collection notice yet" in client.get(f"{PLAN}/fields").text


def test_a_classification_that_is_not_in_the_table_is_refused(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False)
    sign_in(Role.ENGAGEMENT_LEAD)
    page = f"{PLAN}/records"
    assert "Archiving waits until the records are classified." in client.get(page).text
    answer = send(client, page, classification="secret")
    assert answer.status_code == 422
    assert 'id="classification-error"' in answer.text
    assert send(client, page, classification="arcs-340").status_code == 303
    assert "Archiving waits" not in client.get(page).text


def test_hostile_text_in_the_plan_shows_as_text(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False)
    sign_in(Role.ENGAGEMENT_LEAD, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
    for name in SECTIONS:
        page = f"{PLAN}/{name}"
        form = form_at(client, page)
        texts = [key for key in form if key not in NOT_TEXTS and not key.endswith("-purpose")]
        assert send(client, page, **dict.fromkeys(texts, HOSTILE)).status_code == 303
    page = f"{PLAN}/idea"
    assert send(client, page, f"{page}/answer", answer="no", words=HOSTILE).status_code == 303
    shared = {"sent_to": HOSTILE, "content": HOSTILE, "sent_on": "2026-03-01"}
    assert send(client, page, f"{PLAN}/shared", **shared).status_code == 303
    for path in (PLAN, *(f"{PLAN}/{name}" for name in SECTIONS), f"{PLAN}/pia", f"{BASE}/history"):
        html = client.get(path).text
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    assert "&lt;script&gt;" in client.get(PLAN).text


def test_the_idea_goes_to_the_desk_of_citizen_engagement_and_its_answer_comes_back(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False, title="Buses at night?")
    sign_in(Role.ENGAGEMENT_LEAD)
    page = f"{PLAN}/idea"
    assert send(client, page, f"{page}/ask").status_code == 303
    assert f'action="{page}/ask"' not in client.get(page).text
    sign_out(client)
    sign_in(Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
    desk = client.get("/staff/").text
    assert "Idea to answer" in desk
    assert f'href="{page}"' in desk
    stale = form_at(client, page, f"{page}/answer")
    without = send(client, page, f"{page}/answer", answer="go_on")
    assert without.status_code == 422
    assert "Say in a few words why." in without.text
    given = send(client, page, f"{page}/answer", answer="go_on", words="Ask the towns first.")
    assert given.status_code == 303
    second = client.post(f"{page}/answer", data=stale | {"answer": "no", "words": "No."})
    assert second.status_code == 409
    assert "The idea was answered meanwhile." in second.text
    assert "Idea to answer" not in client.get("/staff/").text
    sign_out(client)
    sign_in(Role.MINISTRY_VIEWER)
    shown = client.get(page).text
    assert "Ask the towns first." in shown
    assert "Go on: write the full plan" in shown
    assert "Not as an engagement" not in shown


def test_content_sent_to_the_shop_gets_its_outcome(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False)
    sign_in(Role.ENGAGEMENT_LEAD)
    page, action = f"{PLAN}/idea", f"{PLAN}/shared"
    later = send(client, page, action, sent_to="Shop", content="A map", sent_on="2026-03-09")
    assert later.status_code == 422
    assert 'id="sent_on-error"' in later.text
    assert fields(later.text, action)["content"] == "A map"
    unread = send(client, page, action, sent_to="Shop", content="A map", sent_on="yesterday")
    assert "Give a date, such as 2026-03-14." in unread.text
    assert (
        send(
            client, page, action, sent_to="Shop", content="A map", sent_on="2026-03-01"
        ).status_code
        == 303
    )
    stale = form_at(client, f"{action}/1")
    assert send(client, f"{action}/1", outcome="Posted.").status_code == 303
    assert "Posted." in client.get(page).text
    second = client.post(f"{action}/1", data=stale | {"outcome": "Not posted."})
    assert second.status_code == 409
    assert "Not posted." in second.text
    assert client.get(f"{action}/2").status_code == 404


def test_the_officer_records_the_assessment_once_the_plan_is_approved_in_principle(
    client: FlaskClient, units: Units, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False)
    sign_in(Role.PRIVACY_OFFICER)
    page = f"{PLAN}/pia"
    assert "approved in principle" in client.get(page).text
    assert "Privacy Impact Assessment" not in client.get("/staff/").text
    approve_in_principle(units)
    assert f'href="{page}"' in client.get("/staff/").text
    empty = send(client, page)
    assert empty.status_code == 422
    for field in ("number", "decided_on", "signatories"):
        assert f'id="{field}-error"' in empty.text
    stale = form_at(client, page)
    written = {"number": "PIA-7", "decided_on": "2026-02-27", "signatories": "Jo, privacy officer"}
    with units.writing(SYSTEM) as unit:
        plan(unit, engagement_by_slug(unit.session, "night-buses"), data_flow="Elsewhere.")
    changed = client.post(page, data=stale | written)
    assert changed.status_code == 409
    assert "The plan was changed while you were reading." in changed.text
    kept = fields(changed.text, page)
    assert kept["signatories"] == "Jo, privacy officer"
    assert client.post(page, data=kept).status_code == 303
    shown = client.get(page).text
    assert "PIA-7" in shown
    assert f'href="{page}"' not in client.get("/staff/").text.split("<main", 1)[1]


def test_what_was_assessed_is_told_to_be_outdated_where_it_is_put_right(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    sign_in(Role.ENGAGEMENT_LEAD)
    send(client, f"{PLAN}/privacy", data_flow="Through another country.")
    send(client, f"{PLAN}/security", settings="Other settings.")
    publishing = client.get(f"{BASE}/publish").text
    told = (
        ("pia", "What is collected changed since the PIA: record its amendment."),
        ("security-assessment", "Site terms or settings changed since the security assessment"),
    )
    for page, words in told:
        assert f'href="{PLAN}/{page}#number">{words}' in publishing
        assert "changed since" in client.get(f"{PLAN}/{page}").text


def test_another_ministry_knows_nothing_of_the_plan(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False)
    sign_in(*WRITING, ministry="HLTH")
    token = {"csrf_token": csrf_token(client, "/staff/")}
    pages = ("", "/need", "/idea", "/pia", "/security-assessment", "/shared/1")
    assert {client.get(PLAN + page).status_code for page in pages} == {404}
    posts = ("/need", "/idea", "/idea/ask", "/idea/answer", "/shared", "/shared/1", "/pia")
    found = {client.post(PLAN + page, data=token).status_code for page in posts}
    found.add(client.post(f"{PLAN}/security-assessment", data=token).status_code)
    assert found == {404}


@pytest.mark.parametrize("role", [Role.MINISTRY_VIEWER, Role.COMMUNICATIONS_DIRECTOR])
def test_who_only_reads_the_plan_finds_no_form(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement, role: Role
) -> None:
    make_engagement(published=False)
    sign_in(role)
    token = {"csrf_token": csrf_token(client, "/staff/")}
    for name in (*SECTIONS, "pia", "security-assessment"):
        main = client.get(f"{PLAN}/{name}").text.split("<main", 1)[1]
        assert "<form" not in main, name
        assert client.post(f"{PLAN}/{name}", data=token).status_code == 403, name
    assert "About photos, in a sentence." in client.get(f"{PLAN}/privacy").text


def test_the_public_never_sees_the_plan_or_the_number_of_an_assessment(
    client: FlaskClient, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    public = "/engagements/night-buses"
    pages = ("/", public, f"{public}/routes", f"{public}/notice", f"{public}/routes/comment")
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        for secret in ("PIA-2026-014", "SA-2026-014", "in a sentence.", "A. Officer"):
            assert secret not in answer.text, page
    assert "/staff/sign-in" in client.get(PLAN).location


def test_the_whole_plan_stands_on_one_page_and_its_history_beside_it(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    sign_in(Role.ENGAGEMENT_LEAD)
    whole = client.get(PLAN).text
    for said in ("About need, in a sentence.", "PIA-2026-014", "SA-2026-014", "E-mail address"):
        assert said in whole
    send(client, f"{PLAN}/need", evidence="A new study.")
    history = client.get(f"{BASE}/history?of=planning").text
    assert "What is known already?" in history
    assert "A new study." in history


def sign_out(client: FlaskClient) -> None:
    client.post("/staff/sign-out", data={"csrf_token": csrf_token(client, "/staff/")})


def approve_in_principle(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        subject = subject_of(unit, engagement)
        ask(unit, subject)
        rule = rule_of(SubjectKind.ENGAGEMENT, Step.IN_PRINCIPLE)
        unit.actor = approver(unit, rule.role)
        decide_step(
            unit,
            engagement,
            SubjectKind.ENGAGEMENT,
            rule.step,
            Verdict.APPROVED,
            seen_hash=content_hash(subject, rule),
        )
