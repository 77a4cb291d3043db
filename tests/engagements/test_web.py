"""The staff's pages of engagements, through the application as a browser meets it."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from engage.accounts.service.people import ensure_ministry
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements import queries
from engage.engagements.models import Engagement
from engage.engagements.rules import EngagementContent
from tests.app_fixtures import MakeEngagement, csrf_token
from tests.approving import approved
from tests.engagements.pages import fields, form_at, send

SignIn = Callable[..., Actor]
BASE = "/staff/engagements/night-buses"
PUBLIC = "/engagements/night-buses"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"
TEXT_FIELDS = (
    "title",
    "summary",
    "body",
    "contact",
    "topic_areas",
    "region",
    "avenue_phone",
    "avenue_mail",
    "avenue_in_person",
)


def draft_of(units: Units, made: Engagement) -> EngagementContent:
    with units.reading(SYSTEM) as unit:
        row = queries.engagement_by_slug(unit.session, made.slug)
        return queries.engagement_content(unit.session, row.draft_revision_id)


@pytest.fixture
def lead(sign_in: SignIn) -> Actor:
    return sign_in(Role.ENGAGEMENT_LEAD)


def test_a_new_engagement_gets_its_address_from_the_question(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    with units.writing(SYSTEM) as unit:
        ensure_ministry(unit, "TRAN", "Ministry of Transportation and Transit")
    page = "/staff/engagements/new"
    answer = send(client, page, title="Où vont les bus de nuit?")
    assert (answer.status_code, answer.location) == (
        303,
        "/staff/engagements/ou-vont-les-bus-de-nuit",
    )
    assert "Où vont les bus de nuit?" in client.get(answer.location).text
    again = send(client, page, title="Où vont les bus de nuit?")
    assert again.status_code == 422
    assert "Another engagement has this address already." in again.text
    assert fields(again.text, page)["slug"] == "ou-vont-les-bus-de-nuit"


def test_a_new_engagement_needs_its_question_and_its_ministry(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    with units.writing(SYSTEM) as unit:
        ensure_ministry(unit, "TRAN", "Ministry of Transportation and Transit")
        ensure_ministry(unit, "HLTH", "Ministry of Health")
    answer = send(client, "/staff/engagements/new", title=" \u200b ", slug="new", summary="Kept.")
    assert answer.status_code == 422
    for link in ("#title", "#ministry", "#slug"):
        assert f'href="{link}"' in answer.text
    assert fields(answer.text, "/staff/engagements/new")["summary"] == "Kept."


def test_a_lead_is_offered_only_the_ministries_that_the_lead_may_edit(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    with units.writing(SYSTEM) as unit:
        other = ensure_ministry(unit, "TRAN", "Ministry of Transportation and Transit").id
    sign_in(Role.ENGAGEMENT_LEAD, ministry="HLTH")
    page = client.get("/staff/engagements/new").text
    assert "HLTH" in page
    assert "Transportation and Transit" not in page
    answer = send(client, "/staff/engagements/new", title="Buses?", ministry=str(other))
    assert answer.status_code == 422
    assert "Choose the ministry that asks." in answer.text


def test_saving_an_untouched_draft_changes_nothing(
    client: FlaskClient, units: Units, lead: Actor, make_engagement: MakeEngagement
) -> None:
    made = make_engagement(
        body="# Why\n\n- one\n\t- nested  \nline\n", topic_areas=("Roads", "Buses")
    )
    before = draft_of(units, made)
    answer = send(client, BASE)
    assert answer.status_code == 303
    assert draft_of(units, made) == before
    assert "Nothing was changed" in client.get(BASE).text


def test_a_saved_draft_is_not_public_until_it_is_approved_and_published(
    client: FlaskClient, units: Units, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    answer = send(client, BASE, title="Should ferries run at night?", then="publish")
    assert answer.location == f"{BASE}/publish"
    assert "ferries" not in client.get(PUBLIC).text
    assert "ferries" in client.get(f"{BASE}/preview").text
    review = client.get(f"{BASE}/publish").text
    assert "has to be approved first" in review
    assert "<del" in review
    assert "Should ferries run at night?" in review
    approved(units)
    assert "Publish changes" in client.get(f"{BASE}/publish").text
    assert send(client, f"{BASE}/publish").location == BASE
    assert "Should ferries run at night?" in client.get(PUBLIC).text
    assert "There is nothing to publish" in client.get(f"{BASE}/publish").text


def test_publishing_names_everything_that_is_missing_at_its_field(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement(
        published=False,
        topics=(),
        avenues=(),
        notice_template="no-such-notice",
        opens_at=None,
        closes_at=None,
        summary="",
        body="",
    )
    listed = client.get(f"{BASE}/publish").text
    token = csrf_token(client, BASE)
    answer = client.post(
        f"{BASE}/publish",
        data=form_at(client, BASE) | {"csrf_token": token},
    )
    assert answer.status_code == 422
    wanted = (
        "summary",
        "body",
        "avenue_email",
        "notice_template",
        "opens_at",
        "closes_at",
    )
    for field in wanted:
        assert f'<li><a href="#{field}">' in answer.text
        assert f'id="{field}"' in answer.text
        assert f'id="{field}-error"' in answer.text
        assert f'href="{BASE}#{field}"' in listed
    assert f'<li><a href="{BASE}/topics#topics">Add at least one topic' in answer.text
    assert "Publish</button>" not in listed
    assert client.get(PUBLIC).status_code == 404


def test_of_two_who_edit_the_second_is_told_and_loses_nothing(
    client: FlaskClient, units: Units, lead: Actor, make_engagement: MakeEngagement
) -> None:
    made = make_engagement()
    stale = form_at(client, BASE)
    send(client, BASE, summary="What the first wrote.")
    answer = client.post(BASE, data=stale | {"title": "What the second wrote"})
    assert answer.status_code == 409
    kept = fields(answer.text, BASE)
    assert kept["title"] == "What the second wrote"
    assert "What the first wrote." in answer.text
    assert "saved by Sam Staff meanwhile" in answer.text
    assert draft_of(units, made).title == "Should buses run at night?"
    assert client.post(BASE, data=kept).status_code == 303
    assert draft_of(units, made).title == "What the second wrote"


def test_a_conflict_never_shows_the_revision_of_another_thing(
    client: FlaskClient, units: Units, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    secret = make_engagement("secret", title="A secret of another ministry", ministry="HLTH")
    make_engagement()
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    answer = send(client, BASE, seen_revision_id=str(secret.draft_revision_id))
    assert answer.status_code == 409
    assert "secret" not in answer.text


@pytest.mark.parametrize("seen", ["", "x", "0", "-1", "9" * 30, "1.5"])
def test_a_spoilt_revision_number_saves_nothing(
    client: FlaskClient, units: Units, lead: Actor, make_engagement: MakeEngagement, seen: str
) -> None:
    made = make_engagement()
    answer = send(client, BASE, title="Changed", seen_revision_id=seen)
    assert answer.status_code in (409, 422)
    assert draft_of(units, made).title == "Should buses run at night?"


def test_publishing_what_one_has_not_seen_is_a_conflict(
    client: FlaskClient, units: Units, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False)
    approved(units)
    stale = form_at(client, f"{BASE}/publish")
    send(client, BASE, summary="Written meanwhile.")
    answer = client.post(f"{BASE}/publish", data=stale)
    assert answer.status_code == 409
    assert "Written meanwhile." in answer.text
    assert client.get(PUBLIC).status_code == 404


def test_taking_from_public_view_asks_first_and_acts_at_once(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    assert "Nothing is erased" in client.get(f"{BASE}/unpublish").text
    assert client.get(PUBLIC).status_code == 200
    assert send(client, f"{BASE}/unpublish").status_code == 303
    assert client.get(PUBLIC).status_code == 404
    assert "Taken from public view" in client.get(BASE).text
    assert client.get(f"{BASE}/unpublish").status_code == 302
    assert send(client, f"{BASE}/publish").status_code == 303
    assert client.get(PUBLIC).status_code == 200


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("2026-01-15T16:00", "2026-01-16T00:00:00+00:00"),  # winter
        ("2026-07-15T16:00", "2026-07-15T23:00:00+00:00"),  # summer
        ("2026-03-08T02:30", "2026-03-08T10:30:00+00:00"),  # skipped: half an hour past three
        ("2025-11-02T01:30", "2025-11-02T09:30:00+00:00"),  # comes twice: the second time
        ("2026-12-15 16:00", "2026-12-15T23:00:00+00:00"),  # summer time is kept from 2026 on
    ],
)
def test_dates_are_meant_in_pacific_time(
    client: FlaskClient,
    units: Units,
    lead: Actor,
    make_engagement: MakeEngagement,
    typed: str,
    utc: str,
) -> None:
    made = make_engagement(published=False)
    send(client, BASE, closes_at=typed)
    saved = draft_of(units, made).closes_at
    assert saved is not None
    assert saved.isoformat() == utc
    send(client, BASE, title="Another title")
    assert draft_of(units, made).closes_at == saved


@pytest.mark.parametrize("moment", ["2025-11-02T08:30:00+00:00", "2025-06-01T08:30:12.5+00:00"])
def test_a_date_that_is_not_touched_keeps_its_instant(
    client: FlaskClient,
    units: Units,
    lead: Actor,
    make_engagement: MakeEngagement,
    moment: str,
) -> None:
    """The first of two half past ones, and seconds that the form does not show."""
    instant = datetime.fromisoformat(moment)
    made = make_engagement(published=False, opens_at=instant)
    send(client, BASE, title="Another title")
    assert draft_of(units, made).opens_at == instant


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "\u200b\u200b"),
        ("title", "x" * 201),
        ("summary", "x" * 601),
        ("body", "x" * 50_001),
        ("body", "[" * 5_000),
        ("opens_at", "tomorrow"),
        ("opens_at", "2026-02-30T10:00"),
        ("opens_at", "0001-01-01T00:00"),
        ("closes_at", "9999-12-31T23:59"),
        ("kind", "sometimes"),
        ("avenue_email", "nobody"),
        ("avenue_phone", "1" * 301),
        ("notice_template", "../../secret"),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient,
    units: Units,
    lead: Actor,
    make_engagement: MakeEngagement,
    field: str,
    value: str,
) -> None:
    made = make_engagement()
    answer = send(client, BASE, **({"region": "Typed just now"} | {field: value}))
    assert answer.status_code == 422
    # Of several buttons, the first one is where to begin.
    target = "kind-0" if field == "kind" else field
    assert f'href="#{target}"' in answer.text
    assert f'id="{target}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert fields(answer.text, BASE)["region"] == "Typed just now"
    assert draft_of(units, made).region == ""


def test_control_characters_are_left_out(
    client: FlaskClient, units: Units, lead: Actor, make_engagement: MakeEngagement
) -> None:
    made = make_engagement()
    send(client, BASE, body="# Why\r\n\r\nBec\x00ause\x1b", title="A\x00 title\u202e")
    assert draft_of(units, made).body == "# Why\n\nBecause"
    assert draft_of(units, made).title == "A title"


def test_a_file_in_place_of_text_is_as_no_text(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    values = form_at(client, BASE) | {"title": (BytesIO(b"A title"), "title.txt")}
    answer = client.post(BASE, data=values, content_type="multipart/form-data")
    assert answer.status_code == 422


def test_hostile_text_in_every_field_shows_as_text(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False, topics=())
    values = dict.fromkeys(TEXT_FIELDS, HOSTILE)
    assert send(client, BASE, **values).status_code == 303
    topic = dict.fromkeys(("title", "body", "prompt", "necessity"), HOSTILE)
    new_topic = f"{BASE}/topics/new"
    assert send(client, new_topic, **topic, slug="hostile").status_code == 303
    results = dict.fromkeys(("summary", "body"), HOSTILE)
    assert send(client, f"{BASE}/results", **results).status_code == 303
    pages = ("", "/topics", "/topics/hostile", "/results", "/results/publish", "/publish")
    previews = ("/preview", "/preview/hostile", "/preview/results", "/history")
    for page in (*pages, *previews):
        html = client.get(BASE + page).text
        assert "alert(" in html, page
        for spoken in ("<script>alert", "<img", "{{ 49 }}"):
            assert spoken not in html, page
    for page in ("/staff/", "/staff/engagements"):
        assert "<script>alert" not in client.get(page).text


def test_the_list_shows_phases_and_counts(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    make_engagement("a-draft", published=False, title="Still a draft?")
    page = client.get("/staff/engagements").text
    assert "Open, closes in 28 days" in page
    assert "Draft, not public" in page
    only_drafts = client.get("/staff/engagements?phase=planned").text
    assert "Still a draft?" in only_drafts
    assert "Should buses run at night?" not in only_drafts
    assert client.get("/staff/engagements?phase=nonsense").status_code == 200
    none_closed = client.get("/staff/engagements?phase=closed").text
    assert "No engagement is in this phase now." in none_closed


def test_another_ministrys_engagement_is_as_unknown_as_none(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    sign_in(Role.ENGAGEMENT_LEAD, ministry="HLTH")
    token = csrf_token(client, "/staff/")
    for page in (
        "",
        "/publish",
        "/unpublish",
        "/topics",
        "/topics/new",
        "/topics/routes",
        "/results",
        "/results/publish",
        "/history",
        "/preview",
        "/preview/routes",
        "/preview/results",
    ):
        assert client.get(BASE + page).status_code == 404, page
        answer = client.post(BASE + page, data={"csrf_token": token})
        assert answer.status_code in (404, 405), page
    assert "night" not in client.get("/staff/engagements").text
    assert "night" not in client.get("/staff/").text
    assert client.get(PUBLIC).status_code == 200


def test_who_only_reads_sees_the_draft_and_cannot_change_it(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False)
    sign_in(Role.PRIVACY_OFFICER)
    page = client.get(BASE).text
    assert "Save draft" not in page
    token = csrf_token(client, BASE)
    for path in (BASE, f"{BASE}/publish", f"{BASE}/topics/new", f"{BASE}/results"):
        assert client.post(path, data={"csrf_token": token}).status_code == 403
    assert client.get(f"{BASE}/preview").status_code == 200
    assert client.get("/staff/engagements/new").status_code == 403


def test_a_form_without_its_token_changes_nothing(
    client: FlaskClient, units: Units, lead: Actor, make_engagement: MakeEngagement
) -> None:
    made = make_engagement()
    values = form_at(client, BASE) | {"csrf_token": "", "title": "Forged"}
    assert client.post(BASE, data=values).status_code == 400
    assert draft_of(units, made).title == "Should buses run at night?"


def test_every_page_works_for_an_empty_database(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.ADMINISTRATOR)
    assert "There is no engagement yet." in client.get("/staff/engagements").text
    assert client.get("/staff/engagements/new").status_code == 403
    for page in ("", "/publish", "/topics", "/results", "/history", "/preview"):
        assert client.get(BASE + page).status_code == 404


@pytest.mark.parametrize("slug", ["UPPER", "a--b", "x" * 200, "\u0000", "é"])
def test_an_address_that_no_engagement_can_have_is_not_found(
    client: FlaskClient, lead: Actor, slug: str
) -> None:
    for page in ("", "/publish", "/preview", "/preview/routes", "/history"):
        assert client.get(f"/staff/engagements/{slug}{page}").status_code == 404
