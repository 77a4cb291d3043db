"""Updates as staff write them and as the public reads them."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import UpdateContent
from engage.governance.approvals.service import ask
from engage.updates.approving import update_subject
from engage.updates.queries import update_by_slug
from engage.updates.service import add_update, withdraw_update
from tests.app_fixtures import MakeEngagement
from tests.engagements.pages import fields, form_at, send
from tests.updates.writing import WORDS, shown_update, stamp_update

SignIn = Callable[..., Actor]
BASE = "/staff/engagements/night-buses"
UPDATE = f"{BASE}/updates/the-first-night"
PUBLIC = "/engagements/night-buses"


@pytest.fixture
def lead(sign_in: SignIn, make_engagement: MakeEngagement) -> Actor:
    make_engagement()
    return sign_in(Role.ENGAGEMENT_LEAD)


def written(units: Units, *, approved: bool = False, asked: bool = False) -> None:
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        update = add_update(unit, engagement, WORDS)
        if approved:
            stamp_update(unit, engagement, update)
        if asked:
            ask(unit, update_subject(unit, engagement, update), "Please read it.")


def public(units: Units, *contents: UpdateContent) -> None:
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        for content in contents or (WORDS,):
            shown_update(unit, engagement, content)


def test_a_lead_writes_an_update_and_nobody_reads_it_yet(client: FlaskClient, lead: Actor) -> None:
    answer = send(
        client,
        f"{BASE}/updates/new",
        title="The first night",
        summary="It ran.",
        body="It was **full**.",
        then="preview",
    )
    assert answer.location == f"{BASE}/preview/updates/the-first-night"
    preview = client.get(answer.location).text
    assert "Preview: not public" in preview
    assert "<strong>full</strong>" in preview
    assert "The first night" in client.get(f"{BASE}/updates").text
    assert client.get(f"{PUBLIC}/updates/the-first-night").status_code == 404
    assert "The first night" not in client.get(PUBLIC).text
    assert "There is no update yet" in client.get(f"{PUBLIC}/updates").text


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    client: FlaskClient, lead: Actor
) -> None:
    page = f"{BASE}/updates/new"
    for typed, field in (
        ({"title": " "}, "title"),
        ({"title": "Kept", "slug": "new"}, "slug"),
        ({"title": "Kept", "slug": "A b"}, "slug"),
        ({"title": "Kept", "body": "[" * 5_000}, "body"),
        ({"title": "x" * 201}, "title"),
    ):
        answer = send(client, page, summary="Kept too.", **typed)
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
        assert fields(answer.text, page)["summary"] == "Kept too."


def test_of_two_who_edit_an_update_the_second_loses_nothing(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    written(units)
    stale = form_at(client, UPDATE)
    send(client, UPDATE, summary="By the first")
    answer = client.post(UPDATE, data=stale | {"body": "By the second"})
    assert answer.status_code == 409
    assert "By the first" in answer.text
    assert fields(answer.text, UPDATE)["body"] == "By the second"


def test_it_cannot_be_published_before_it_is_approved(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    written(units)
    assert "has to be approved first" in client.get(f"{UPDATE}/publish").text
    token = form_at(client, UPDATE)
    answer = client.post(f"{UPDATE}/publish", data=token)
    assert answer.status_code == 422
    assert "Nothing was published" in answer.text
    assert client.get(f"{PUBLIC}/updates/the-first-night").status_code == 404


def test_an_approved_update_is_shown_with_its_engagement_at_once_and_taken_back_at_once(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    written(units, approved=True)
    # The pages are kept before: what is published, and what is withdrawn, shows all the same.
    assert "The first night" not in client.get(PUBLIC).text
    client.get(f"{PUBLIC}/updates")
    answer = send(client, f"{UPDATE}/publish")
    assert answer.location == f"{BASE}/updates"
    for page in (PUBLIC, f"{PUBLIC}/updates", f"{PUBLIC}/updates/the-first-night"):
        assert "The first night" in client.get(page).text
        assert "max-age=0" in client.get(page).headers["Cache-Control"]
    assert "<strong>full</strong>" in client.get(f"{PUBLIC}/updates/the-first-night").text
    answer = client.post(f"{UPDATE}/withdraw", data=form_at(client, UPDATE))
    assert answer.status_code == 303
    assert client.get(f"{PUBLIC}/updates/the-first-night").status_code == 404
    for page in (PUBLIC, f"{PUBLIC}/updates"):
        assert "The first night" not in client.get(page).text
    assert "Taken from public view" in client.get(f"{BASE}/updates").text
    assert send(client, f"{UPDATE}/publish").status_code == 303
    assert "The first night" in client.get(PUBLIC).text


def test_who_read_an_older_draft_publishes_nothing(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    written(units, approved=True)
    stale = form_at(client, f"{UPDATE}/publish")
    send(client, UPDATE, summary="Changed meanwhile")
    answer = client.post(f"{UPDATE}/publish", data=stale)
    assert answer.status_code == 409
    assert client.get(f"{PUBLIC}/updates/the-first-night").status_code == 404


def test_the_director_finds_it_reads_it_and_decides(
    client: FlaskClient, units: Units, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    written(units, asked=True)
    sign_in(Role.COMMUNICATIONS_DIRECTOR)
    step = f"{UPDATE}/approvals/communications"
    assert f'href="{step}"' in client.get("/staff/approvals").text
    assert step in client.get("/staff/").text
    page = client.get(step).text
    assert "It was **full**." in page
    assert f'href="{BASE}/preview/updates/the-first-night"' in page
    stale = form_at(client, step)
    answer = client.post(step, data=stale | {"verdict": "returned", "reason": ""})
    assert answer.status_code == 422
    answer = client.post(step, data=stale | {"verdict": "approved", "seen_hash": "0" * 64})
    assert answer.status_code == 409
    assert client.post(step, data=stale | {"verdict": "approved"}).status_code == 303
    assert "Approved" in client.get(f"{UPDATE}/approvals").text
    assert f'href="{step}"' not in client.get("/staff/approvals").text


def test_asking_for_approval_and_no_more(client: FlaskClient, units: Units, lead: Actor) -> None:
    written(units)
    ways = f"{UPDATE}/approvals"
    assert send(client, ways, f"{ways}/ask", note="By Friday.").status_code == 303
    again = client.post(f"{ways}/ask", data=form_at(client, UPDATE))
    assert again.status_code == 422
    assert send(client, ways, f"{ways}/withdraw").status_code == 303
    assert client.post(f"{ways}/withdraw", data=form_at(client, UPDATE)).status_code == 422


@pytest.mark.parametrize("kind", ["update", "minister"])
def test_an_update_is_not_approved_under_its_engagement(
    client: FlaskClient, units: Units, lead: Actor, kind: str
) -> None:
    written(units, asked=True)
    assert client.get(f"{BASE}/approvals/{kind}/communications").status_code == 404
    assert client.get(f"{UPDATE}/approvals/privacy").status_code == 404


def test_the_engagement_shows_the_newest_three_its_time_line_more_and_the_list_all(
    client: FlaskClient, units: Units, lead: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engage.site.web.PAGE_OF_UPDATES", 2)
    titles = [f"News {number}" for number in "ABCDE"]
    public(units, *(UpdateContent(title, "Summary.", "Text.") for title in titles))
    page = client.get(PUBLIC).text
    newest = page[page.index('id="updates"') : page.index('id="timeline"')]
    assert [title for title in titles if title in newest] == titles[2:]
    time_line = page[page.index('id="timeline"') :]
    assert [title for title in titles if title in time_line] == titles
    first = client.get(f"{PUBLIC}/updates").text
    assert [title for title in titles if title in first] == titles[3:]
    second = client.get(f"{PUBLIC}/updates?before=news-d").text
    assert [title for title in titles if title in second] == titles[1:3]
    last = client.get(f"{PUBLIC}/updates?before=news-b").text
    assert [title for title in titles if title in last] == titles[:1]


@pytest.mark.parametrize("before", ["", "x", "../..", "%00", "' or 1=1", "new", "x" * 500])
def test_an_address_that_is_none_lists_the_newest(
    client: FlaskClient, units: Units, lead: Actor, before: str
) -> None:
    public(units)
    answer = client.get(f"{PUBLIC}/updates", query_string={"before": before})
    assert answer.status_code == 200
    assert "The first night" in answer.text


@pytest.mark.parametrize("slug", ["nothing-here", "New", "..%2f..", "x" * 200, "%00", "feed.atom"])
def test_an_update_that_never_was_is_not_found(client: FlaskClient, lead: Actor, slug: str) -> None:
    assert client.get(f"{PUBLIC}/updates/{slug}").status_code == 404
    assert client.get(f"{BASE}/updates/{slug}").status_code == 404


def test_words_of_an_update_cannot_act_on_its_page(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    evil = "<script>alert(1)</script>"
    public(units, UpdateContent(f"Night {evil}", f'" onload="{evil}', f"{evil}\n\n![x](//e/x.png)"))
    for page in (PUBLIC, f"{PUBLIC}/updates"):
        assert evil not in client.get(page).text
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        slug = update_by_slug(unit.session, engagement.id, "night-script-alert-1-script").slug
    page = client.get(f"{PUBLIC}/updates/{slug}").text
    assert evil not in page
    assert "<img" not in page


def test_updates_of_an_engagement_out_of_view_are_out_of_view(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    public(units)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        engagement.published_at = None
        unit.touch(engagement.scope)
    assert client.get(f"{PUBLIC}/updates").status_code == 404
    assert client.get(f"{PUBLIC}/updates/the-first-night").status_code == 404


def test_pages_ask_no_more_questions_however_many_updates_there_are(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    def questions(path: str) -> int:
        asked.clear()
        # With a query a page is made anew.
        assert client.get(path, query_string={"again": "1"}).status_code == 200
        return len(asked)

    event.listen(units.database.engine, "before_cursor_execute", note)
    pages = (PUBLIC, f"{PUBLIC}/routes", f"{PUBLIC}/updates")
    for path in pages:
        client.get(path)
    before = [questions(path) for path in pages]
    public(units, *(UpdateContent(f"News {number}", "Said.", "Text.") for number in "ABCDEF"))
    assert [questions(path) for path in pages] == before
    event.remove(units.database.engine, "before_cursor_execute", note)


def test_a_withdrawn_update_is_nowhere_in_the_list_of_older_ones(
    client: FlaskClient, units: Units, lead: Actor
) -> None:
    public(units, WORDS, UpdateContent("The second night", "Two.", "Two."))
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        withdraw_update(
            unit, engagement, update_by_slug(unit.session, engagement.id, "the-first-night")
        )
    page = client.get(f"{PUBLIC}/updates?before=the-second-night").text
    assert "The first night" not in page
