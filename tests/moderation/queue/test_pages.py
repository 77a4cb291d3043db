"""The queue's pages as a browser without scripts meets them: choices, previews, claims, keys."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from engage.comments.models import Comment, CommentText
from engage.comments.rules import Hold, State
from engage.comments.service import correct
from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.moderation import search
from engage.moderation.models import (
    Campaign,
    CampaignMember,
    CommentFlag,
    Decision,
    DecisionNote,
)
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.moderation.service.claims import claim
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.conftest import Post, hidden_fields
from tests.moderation.senders import put_in_queue, send_looked_at

TEXT = "My neighbour Ann Li drives the bus. Ann Li is kind."


@pytest.fixture(autouse=True)
def engagement(units: Units) -> Engagement:
    return build_engagement(units)


@pytest.fixture
def named(units: Units, moderator: Actor) -> int:
    """A comment that names somebody, the first time with a mark."""
    number, _ = send_looked_at(units, "A bus, please.")
    with units.writing(SYSTEM) as unit:
        unit.session.get_one(CommentText, (number, 1)).body = TEXT
        unit.session.add(
            CommentFlag(
                comment_id=number,
                version=1,
                start=13,
                end=19,
                source="detector",
                kind="PERSON",
                whose="third",
                reason="A name beside a word such as 'neighbour'.",
            )
        )
    return number


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def body_of(units: Units, number: int) -> str:
    with units.reading(SYSTEM) as unit:
        return unit.session.get_one(CommentText, (number, 1)).body


def state_of(units: Units, number: int) -> tuple[str, str]:
    with units.reading(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, number)
        return comment.state, comment.hold


def another(units: Units, name: str = "other") -> Actor:
    return make_person(units, Role.MODERATOR, email=f"{name}@gov.bc.ca")


def test_what_was_noticed_is_marked_numbered_and_told_why(client: FlaskClient, named: int) -> None:
    html = page(client, f"/staff/queue?item={named}")
    assert '<mark class="flag" id="flag-1" tabindex="-1" data-number="1">Ann Li</mark>' in html
    assert "A name beside a word such as" in html
    assert 'name="span" id="span-13-19" value="13-19"' in html


def test_a_ticked_suggestion_is_taken_out(
    client: FlaskClient, units: Units, named: int, post: Post
) -> None:
    data = {"outcome": "publish_redacted", "span": "13-19", "label-13-19": "name"}
    assert post(f"/staff/queue/{named}", **data).status_code == 303
    assert body_of(units, named) == TEXT.replace("Ann Li", "[name removed]", 1)


def test_typed_words_are_taken_out_wherever_they_stand(
    client: FlaskClient, units: Units, named: int, post: Post
) -> None:
    answer = post(
        f"/staff/queue/{named}",
        outcome="publish_redacted",
        words_to_remove="ann li\nkind",
        words_label="name",
    )
    assert answer.status_code == 303
    assert body_of(units, named) == (
        "My neighbour [name removed] drives the bus. [name removed] is [name removed]."
    )


def test_a_preview_shows_both_sides_and_decides_nothing(
    client: FlaskClient, units: Units, named: int, post: Post
) -> None:
    answer = post(
        f"/staff/queue/{named}",
        outcome="preview",
        span="13-19",
        reasons="third_party_information",
        note="For colleagues",
        **{"label-13-19": "name"},
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert '<mark class="removed">[name removed]</mark> drives the bus' in html
    assert "information about another person" in html
    assert "For colleagues" in html
    assert 'value="13-19" checked' in html
    assert (
        'value="third_party_information" data-action="reason-third_party_information" checked'
        in html
    )
    assert state_of(units, named) == (State.WAITING, Hold.ORDINARY)


def test_words_that_are_not_there_are_told_with_everything_kept(
    client: FlaskClient, units: Units, named: int, post: Post
) -> None:
    answer = post(
        f"/staff/queue/{named}",
        outcome="publish_redacted",
        span="13-19",
        words_to_remove="Zed",
        note="My note",
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "not in the comment as whole words: “Zed”" in html
    assert "My note" in html
    assert 'value="13-19" checked' in html


@pytest.mark.parametrize("span", ["x", "5-2", "0-9999", "1-2-3", "<b>"])
def test_a_span_that_is_not_of_the_text_is_refused(
    client: FlaskClient, units: Units, named: int, post: Post, span: str
) -> None:
    answer = post(f"/staff/queue/{named}", outcome="publish_redacted", span=span)
    assert answer.status_code == 422
    assert "not those of the text" in answer.get_data(as_text=True)


def test_referring_needs_somebody_to_refer_to_and_moves_the_comment(
    client: FlaskClient, units: Units, named: int, post: Post
) -> None:
    path = f"/staff/queue/{named}"
    assert post(path, outcome="refer").status_code == 422
    answer = post(path, outcome="refer", refer_to="privacy_officer")
    assert "is referred" in page(client, answer.location)
    assert state_of(units, named) == (State.WAITING, Hold.REFERRED)
    html = page(client, "/staff/queue?part=referred")
    assert f"Comment {named}" in html
    assert "(1) Queue" in html


def test_the_last_decision_is_undone_from_the_page(
    client: FlaskClient, units: Units, named: int, post: Post, clock: FixedClock
) -> None:
    answer = post(f"/staff/queue/{named}", outcome="spam")
    html = page(client, answer.location)
    assert f"Last decision: comment {named}." in html
    with units.reading(SYSTEM) as unit:
        decision = unit.session.query(Decision).one().id
    undone = post("/staff/queue", to=f"/staff/queue/undo/{decision}")
    assert undone.status_code == 303
    html = page(client, undone.location)
    assert f"Undone: comment {named} is as it was before." in html
    assert "Last decision" not in html
    assert state_of(units, named) == (State.WAITING, Hold.ORDINARY)
    again = post("/staff/queue", to=f"/staff/queue/undo/{decision}")
    assert "has changed since" in page(client, again.location)


def test_notes_stay_beside_the_comment(
    client: FlaskClient, units: Units, named: int, post: Post
) -> None:
    path = f"/staff/queue/{named}"
    assert post(path, to=f"{path}/note", note=" ").status_code == 422
    answer = post(path, to=f"{path}/note", note="Ask the <b>lead</b>")
    assert "is kept" in page(client, answer.location)
    assert "Ask the &lt;b&gt;lead&lt;/b&gt;" in page(client, path)


def test_a_conflict_keeps_note_reasons_and_marks_of_the_same_text(
    client: FlaskClient, units: Units, named: int
) -> None:
    path = f"/staff/queue/{named}"
    fields = hidden_fields(page(client, path))
    with units.writing(another(units)) as unit:
        claim(unit, named, takes_over=True)
    kept = {"note": "My thoughts", "reasons": "profanity", "span": "13-19", "label-13-19": "name"}
    answer = client.post(path, data=fields | {"outcome": "not_publish"} | kept)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Sam Staff is reading it until 12:05 pm." in html
    assert "My thoughts" in html
    assert 'value="13-19" checked' in html
    assert 'data-action="reason-profanity" checked' in html
    assert state_of(units, named) == (State.WAITING, Hold.ORDINARY)


def test_marks_on_a_text_that_changed_are_not_kept(
    client: FlaskClient, units: Units, named: int
) -> None:
    path = f"/staff/queue/{named}"
    fields = hidden_fields(page(client, path))
    with units.writing(CITIZEN) as unit:
        comment = unit.session.get_one(Comment, named)
        where = unit.session.get_one(Engagement, comment.engagement_id)
        correct(unit, where, comment, "Another text of its author", seen_version=1)
    sent = {"outcome": "publish_redacted", "span": "13-19", "note": "My thoughts"}
    answer = client.post(path, data=fields | sent)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Another text of its author" in html
    assert "My thoughts" in html
    assert "13-19" not in html


def test_what_a_colleague_reads_is_said_and_can_be_taken_over(
    client: FlaskClient, units: Units, named: int, post: Post
) -> None:
    free, _ = send_looked_at(units, "Free")
    with units.writing(another(units)) as unit:
        claim(unit, named)
    html = page(client, "/staff/queue")
    assert f">Comment {free}<" in html, "the first that nobody reads is opened"
    assert "Sam Staff is reading" in html
    asked = f"/staff/queue?item={named}"
    assert "Take it over" in page(client, asked)
    taken = post(asked, to=f"/staff/queue/{named}/claim", takes_over="yes")
    assert taken.status_code == 303
    assert "Take it over" not in page(client, taken.location)
    assert post(asked, to=f"/staff/queue/{named}", outcome="publish").status_code == 303


def test_an_open_page_is_told_what_changed(
    client: FlaskClient, units: Units, named: int, post: Post
) -> None:
    read, _ = send_looked_at(units, "Read by another")
    gone, _ = send_looked_at(units, "Decided by another")
    other = another(units)
    with units.writing(other) as unit:
        claim(unit, read)
        decide(unit, gone, 1, Outcome.PUBLISH, (), "")
    told = json.loads(page(client, f"/staff/queue/live?ids={named},{read},{gone}&item={gone}"))
    assert told["readers"] == {str(read): "Sam Staff"}
    assert told["gone"] == [gone]
    assert told["parts"]["ordinary"] == 2
    assert told["item"].startswith("Another moderator published it already")
    renewed = post("/staff/queue", to=f"/staff/queue/{named}/claim")
    assert renewed.get_json() == {"mine": True, "words": "Yours until 12:05 pm."}
    assert post("/staff/queue", to=f"/staff/queue/{named}/release").status_code == 204


@pytest.mark.parametrize(
    "query", ["ids=x", "ids=", "ids=1,,2", "item=x", "ids=" + "1," * 500 + "1"]
)
def test_an_open_page_that_asks_nonsense_is_answered(
    client: FlaskClient, moderator: Actor, query: str
) -> None:
    page(client, f"/staff/queue/live?{query}")


@pytest.mark.parametrize("stamp", ["", "x", "9" * 17, "0", "-1"])
def test_a_claim_that_never_was_is_given_back_without_an_error(
    client: FlaskClient, named: int, post: Post, stamp: str
) -> None:
    path = f"/staff/queue/{named}/release"
    assert post("/staff/queue", to=path, claimed_at=stamp).status_code == 204


def test_an_open_page_alone_keeps_no_session_alive(
    client: FlaskClient, units: Units, named: int, clock: FixedClock
) -> None:
    clock.advance(minutes=20)
    page(client, "/staff/queue/live?ids=1")
    clock.advance(minutes=20)
    page(client, "/staff/queue/live?ids=1", 302)


def test_nothing_of_another_ministry_is_told(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    number, _ = send_looked_at(units)
    with units.writing(another(units)) as unit:
        decide(unit, number, 1, Outcome.PUBLISH, (), "")
    sign_in(Role.MODERATOR, ministry="HLTH")
    told = json.loads(page(client, f"/staff/queue/live?ids={number}&item={number}"))
    assert (told["item"], told["readers"], told["parts"]["ordinary"]) == ("", {}, 0)


def test_words_are_found_in_what_waits_and_in_what_is_decided(
    client: FlaskClient, units: Units, named: int, post: Post
) -> None:
    done, _ = send_looked_at(units, "Ferries")
    with units.writing(SYSTEM) as unit:
        search.index(unit, named, TEXT)
        search.index(unit, done, "Ferries at night")
    post(f"/staff/queue/{done}", outcome="publish")
    assert f">Comment {named}<" in page(client, "/staff/queue?q=neighb&part=all")
    assert "Nothing waits here" in page(client, "/staff/queue?q=ferries&part=all")
    assert f"Comment {done}<" in page(client, "/staff/queue/decided?q=ferries")
    assert "Nothing decided holds these words" in page(client, "/staff/queue/decided?q=neighbour")


def test_words_searched_for_stand_in_no_address(
    client: FlaskClient, units: Units, named: int, post: Post
) -> None:
    with units.writing(SYSTEM) as unit:
        search.index(unit, named, TEXT)
    answer = post("/staff/queue", to="/staff/queue/search", q="neighb")
    assert answer.status_code == 303
    address = answer.headers["Location"]
    found = page(client, address)
    assert f">Comment {named}<" in found
    assert 'value="neighb"' in found
    links = re.findall(r'(?:href|action)="([^"]*)"', found)
    assert any("find=" in link for link in links)
    assert "neighb" not in "".join([address, *links])
    assert "Nothing decided holds these words" in page(
        client, address.replace("/staff/queue?", "/staff/queue/decided?")
    )
    altered = address.replace("find=", "find=x")
    assert 'value=""' in page(client, altered)
    assert (
        post("/staff/queue", to="/staff/queue/search", q=" ")
        .headers["Location"]
        .endswith("/staff/queue")
    )


@pytest.mark.parametrize(
    "query",
    [
        "find=" + "k1." * 900 + "&part=all",
        "find=k1.%00%F0%9F%92%A9&part=all",
        "part=%00&topic=x&channel=x&language=xx&age=old&view=tiny",
        "q=" + "%22*%28" * 60,
        "q=%00&part=all",
        "part=all",
        "topic=routes",
        "engagement=night-buses&topic=%F0%9F%92%A9",
    ],
)
def test_an_address_that_means_nothing_shows_the_queue(
    client: FlaskClient, named: int, query: str
) -> None:
    assert "Queue" in page(client, f"/staff/queue?{query}")


def test_what_is_overdue_says_so_in_words(client: FlaskClient, units: Units, named: int) -> None:
    assert "Overdue</span>" not in page(client, "/staff/queue")
    with units.writing(SYSTEM) as unit:
        unit.session.get_one(Comment, named).waiting_since = unit.now - timedelta(days=4)
    assert page(client, "/staff/queue").count("Overdue</span>") == 2
    assert f">Comment {named}<" in page(client, "/staff/queue?age=overdue")
    assert "Nothing waits here" in page(client, "/staff/queue?age=today")


def test_keys_that_were_chosen_are_shown_beside_what_they_do(
    client: FlaskClient, units: Units, named: int, post: Post
) -> None:
    assert '<kbd class="key" aria-hidden="true">d</kbd>' in page(client, "/staff/queue")
    clash = post("/staff/queue/keys", are_on="yes", publish="j", next="j", step="keep")
    assert clash.status_code == 422
    assert "This key is taken already" in clash.get_data(as_text=True)
    assert post("/staff/queue/keys", are_on="yes", publish="y", step="keep").status_code == 303
    html = page(client, "/staff/queue")
    assert '<kbd class="key" aria-hidden="true">y</kbd>' in html
    assert '<kbd class="key" aria-hidden="true">d</kbd>' not in html
    post("/staff/queue/keys", step="reset")
    assert "<kbd" not in page(client, "/staff/queue")


def test_a_campaign_shows_its_letter_once_and_is_decided_for_those_that_say_the_same(
    client: FlaskClient, units: Units, moderator: Actor, post: Post
) -> None:
    letter = "Please run the buses through the night on every route, for all who work in hospitals."
    own = " My own shift at the mill ends at four and there is nothing then."
    texts = (letter, letter, letter + own, letter)
    numbers = [send_looked_at(units, f"Bus {n}")[0] for n in range(len(texts))]
    with units.writing(SYSTEM) as unit:
        campaign = Campaign(engagement_id=1, first_comment_id=numbers[0], found_at=unit.now)
        unit.session.add(campaign)
        unit.session.flush()
        for number, text in zip(numbers, texts, strict=True):
            unit.session.get_one(CommentText, (number, 1)).body = text
            unit.session.add(
                CampaignMember(
                    comment_id=number, campaign_id=campaign.id, adds_something=text != letter
                )
            )
    for number in numbers:
        put_in_queue(units, number, Hold.CAMPAIGN)
    assert "Campaign 1</a>: 4 comments, 3 alike wait" in page(client, "/staff/queue?part=campaign")
    path = "/staff/queue/campaign/1"
    html = page(client, path)
    assert '<mark class="flag">' in html
    assert "My own shift" in html.split('<mark class="flag">')[1].split("</mark>")[0]
    assert html.count("No words of its own.") == 3
    assert post(path, outcome="not_publish").status_code == 422
    with units.writing(another(units)) as unit:
        claim(unit, numbers[1])
    answer = post(path, outcome="publish")
    assert answer.status_code == 303
    assert "2 comments decided. 1 left out" in page(client, path)
    assert [state_of(units, number)[0] for number in numbers] == [
        State.PUBLISHED,
        State.WAITING,
        State.WAITING,
        State.PUBLISHED,
    ]


@pytest.mark.parametrize("path", ["/staff/queue/campaign/7", "/staff/queue/campaign/0"])
def test_a_campaign_that_is_not_there_is_not_found(
    client: FlaskClient, moderator: Actor, path: str
) -> None:
    page(client, path, 404)


def test_the_note_of_a_decision_is_kept_apart(
    client: FlaskClient, units: Units, named: int, post: Post
) -> None:
    post(f"/staff/queue/{named}", outcome="not_publish", reasons="profanity", note="See 4.2")
    with units.reading(SYSTEM) as unit:
        assert unit.session.query(DecisionNote).one().text == "See 4.2"
