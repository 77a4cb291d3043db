"""The pages of themes through the client: forms as they are sent, and what they refuse."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.coding.models import CodedComment, CodeSuggestion, CodingRun, Theme
from engage.coding.queries import themes_of_comments, told_themes
from engage.coding.queries.codebook import theme_by_key
from engage.coding.service.codebook import set_coders
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from tests.app_fixtures import MakeEngagement, csrf_token
from tests.coding.coded import book_version, coded, coder, here, lead, public, with_themes
from tests.moderation.decisions import acts
from tests.moderation.keeping_off import keep_off

BASE = "/staff/engagements/night-buses/themes"
SignIn = Callable[..., Actor]


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    for tag in re.findall(r"<input[^>]*>", html):
        if f'name="{name}"' in tag:
            return re.search(r'value="([^"]*)"', tag)[1]  # type: ignore[index]
    raise AssertionError(name)


def post(client: FlaskClient, path: str, page: str = "", **values: object):  # type: ignore[no-untyped-def]
    """Sends a form as its page holds it, with other values."""
    token = csrf_token(client, page or BASE)
    return client.post(path, data={"csrf_token": token, **values})


def told(units: Units) -> dict[int, tuple[str, ...]]:
    with units.reading(SYSTEM) as unit:
        return dict(themes_of_comments(unit.session, here(unit).id))


def keys(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        return [one.key for one in told_themes(unit.session, here(unit).id)]


@pytest.fixture
def ready(units: Units, make_engagement: MakeEngagement) -> tuple[Units, Actor]:
    """An engagement with a codebook, and a moderator who published its comments."""
    make_engagement()
    keeper = lead(units, "keeper@gov.bc.ca")
    with_themes(units, keeper)
    return units, coder(units, "publisher@gov.bc.ca")


def test_without_a_codebook_the_page_says_how_to_begin(
    client: FlaskClient, make_engagement: MakeEngagement, sign_in: SignIn
) -> None:
    make_engagement()
    sign_in(Role.ENGAGEMENT_LEAD)
    html = client.get(BASE).text
    assert "Begin a codebook" in html and "Write the first theme" in html
    assert 'href="/staff/engagements/night-buses/themes" aria-current="page"' in html


def test_a_lead_writes_the_first_theme_and_changes_it(
    client: FlaskClient, units: Units, make_engagement: MakeEngagement, sign_in: SignIn
) -> None:
    make_engagement()
    sign_in(Role.ENGAGEMENT_LEAD)
    new = f"{BASE}/codebook/new"
    answer = post(client, new, label_en=" ", definition="Kept words.")
    assert answer.status_code == 422
    assert "Give the theme a name" in answer.text and "Kept words." in answer.text
    as_sent = dict(re.findall(r'<input name="(\w+)" type="hidden" value="([^"]*)">', answer.text))
    as_sent |= {"label_en": "Fares", "label_fr": "Tarifs", "role": "administrator"}
    del as_sent["csrf_token"]
    answer = post(client, new, **as_sent)
    assert answer.status_code == 303
    page = f"{BASE}/codebook/fares"
    seen = hidden(client.get(page).text, "seen_version")
    assert post(client, page, label_en="Prices", seen_version=seen).status_code == 303
    late = post(client, page, label_en="Cost", seen_version=seen)
    assert late.status_code == 409
    assert "“Prices”" in late.text and 'value="Cost"' in late.text
    assert "Prices" in client.get(BASE).text
    assert keys(units) == ["fares"]


@pytest.mark.parametrize("field", ["proposal", "seen", "themes"])
def test_what_no_page_of_ours_sends_is_refused_or_passed_over(
    ready: tuple[Units, Actor], client: FlaskClient, sign_in: SignIn, field: str
) -> None:
    units, moderator = ready
    number = public(units, moderator)
    sign_in(Role.ENGAGEMENT_LEAD)
    for said in ("9" * 40, "-1", "1e9", "\x00", "\ud7ff" * 9_000, "1.ffffffffffffffff.999999999"):
        values = {"label_en": "Winter", "fits_none": "y", field: said}
        for path in (f"{BASE}/codebook/new", f"{BASE}/coding/{number}", f"{BASE}/import"):
            assert post(client, path, **values).status_code in {303, 409, 422}, (path, said[:9])


def test_comments_are_coded_one_after_another(
    ready: tuple[Units, Actor], client: FlaskClient, sign_in: SignIn
) -> None:
    units, publisher = ready
    one = public(units, publisher, "A <b>bus</b> at night.")
    two = public(units, publisher, "Cheaper tickets.")
    me = sign_in(Role.MODERATOR)
    page = f"{BASE}/coding"
    html = client.get(page).text
    assert f"Comment {one}" in html and "A &lt;b&gt;bus&lt;/b&gt; at night." in html
    assert "0 of 2 comments coded" in html
    seen = hidden(html, "seen")
    nothing = post(client, f"{page}/{one}", seen=seen, note="Kept.")
    assert nothing.status_code == 422
    assert "Choose a theme" in nothing.text and "Kept." in nothing.text
    answer = post(client, f"{page}/{one}", seen=seen, themes=["fares", "safety"])
    assert answer.status_code == 303
    assert answer.location.endswith(f"?item={two}")
    html = client.get(answer.location).text
    assert "1 of 2 comments coded" in html and f"Last coded: comment {one}" in html
    answer = post(client, f"{page}/{two}", seen=hidden(html, "seen"), fits_none="y")
    assert "Everything here is coded" in client.get(answer.location).text
    assert told(units) == {one: ("fares", "safety"), two: ()}
    undo = re.search(r"themes/coding/undo/(\d+)", client.get(page).text)
    assert undo is not None
    assert post(client, f"{page}/undo/{undo[1]}").location.endswith(f"?item={two}")
    assert told(units) == {one: ("fares", "safety")}
    with units.reading(SYSTEM) as unit:
        entry = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "coding.given")
        ).all()[0]
    assert entry.actor == me.label


def test_two_people_at_one_comment_the_second_gets_a_conflict(
    ready: tuple[Units, Actor], client: FlaskClient, sign_in: SignIn
) -> None:
    units, publisher = ready
    number = public(units, publisher)
    sign_in(Role.MODERATOR)
    page = f"{BASE}/coding"
    seen = hidden(client.get(page).text, "seen")
    coded(units, publisher, number, "fares")
    answer = post(client, f"{page}/{number}", seen=seen, themes=["safety"], note="Mine.")
    assert answer.status_code == 409
    assert "Sam Staff coded this comment meanwhile" in answer.text
    assert "Mine." in answer.text and 'value="safety" checked' in answer.text
    again = post(client, f"{page}/{number}", seen=hidden(answer.text, "seen"), themes=["safety"])
    assert again.status_code == 303
    assert told(units) == {number: ("safety",)}


def test_nothing_of_a_text_that_is_not_public_is_on_the_page(
    ready: tuple[Units, Actor], client: FlaskClient, sign_in: SignIn
) -> None:
    units, publisher = ready
    number = public(units, publisher, acts.TEXT)
    coded(units, publisher, number, "safety", note="Says Pellwick.")
    acts.corrected(units, number, f"{acts.TEXT} And a rhubarb.")
    sign_in(Role.MODERATOR)
    pages = (f"{BASE}/coding?item={number}", f"{BASE}/comments", f"{BASE}/comments.csv")
    for path in pages:
        assert "rhubarb" not in client.get(path).text
    acts.published_without_the_name(
        units, publisher, number, f"{acts.TEXT} And a rhubarb.", version=2
    )
    for path in pages:
        assert "Pellwick" not in client.get(path).text
    acts.taken_from_view(units, publisher, number, "off_topic")
    for path in pages:
        assert "rhubarb" not in client.get(path).text


def test_a_conflict_of_interest_hides_the_topic(
    ready: tuple[Units, Actor], client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    _, publisher = ready
    number = public(units, publisher, "A hidden bus.")
    coded(units, publisher, number, "fares")
    me = sign_in(Role.MODERATOR)
    with units.reading(SYSTEM) as unit:
        engagement = here(unit)
    keep_off(units, me, engagement, "routes")
    for path in ("coding?show=all", f"coding?item={number}", "comments", "comments.csv"):
        answer = client.get(f"{BASE}/{path}")
        assert answer.status_code == 200
        assert "hidden bus" not in answer.text
    assert "keeps you off some topics" in client.get(f"{BASE}/coding").text
    keep_off(units, me, engagement)
    for path in ("coding", "comments", "comments.csv", "agreement", "suggestions"):
        assert client.get(f"{BASE}/{path}").status_code == 403


def test_themes_are_merged_split_and_retired_by_forms(
    ready: tuple[Units, Actor], client: FlaskClient, sign_in: SignIn
) -> None:
    units, publisher = ready
    number = public(units, publisher)
    coded(units, publisher, number, "fares")
    sign_in(Role.ENGAGEMENT_LEAD)
    merge = f"{BASE}/codebook/fares/merge"
    seen = hidden(client.get(merge).text, "seen_version")
    assert post(client, merge, into="", seen_version=seen).status_code == 422
    assert post(client, merge, into="safety", seen_version=seen).status_code == 303
    assert told(units) == {number: ("safety",)}
    split = f"{BASE}/codebook/safety/split"
    late = post(client, split, label_en="Light", after="again", seen_version=seen)
    assert late.status_code == 409 and "merged two themes" in late.text
    again = hidden(late.text, "seen_version")
    assert (
        post(client, split, label_en="Light", after="both", seen_version=again).status_code == 303
    )
    assert told(units) == {number: ("light", "safety")}
    retire = f"{BASE}/codebook/safety/retire"
    seen = hidden(client.get(retire).text, "seen_version")
    assert post(client, retire, seen_version=seen).status_code == 303
    assert told(units) == {number: ("light",)}
    assert keys(units) == ["night-routes", "light"]
    assert client.get(f"{BASE}/codebook/nothing").status_code == 404
    assert client.get(f"{BASE}/codebook/NO%00").status_code == 404


def test_a_codebook_goes_out_and_comes_back_as_a_table(
    ready: tuple[Units, Actor], client: FlaskClient, sign_in: SignIn
) -> None:
    units, _ = ready
    sign_in(Role.ENGAGEMENT_LEAD)
    sent = client.get(f"{BASE}/codebook.csv")
    assert sent.mimetype == "text/csv"
    table = sent.data.decode("utf-8-sig").replace("Night routes", "=Night routes")
    form = f"{BASE}/import"
    seen = hidden(client.get(form).text, "seen_version")
    none = post(client, form, seen_version=seen)
    assert none.status_code == 422 and "Choose a CSV file" in none.text
    bad = post(client, form, seen_version=seen, file=(io.BytesIO(b"nothing\n"), "a.csv"))
    assert bad.status_code == 422 and "label_en" in bad.text
    file = (io.BytesIO(table.encode()), "codebook.csv")
    assert post(client, form, seen_version=seen, file=file).status_code == 303
    with units.reading(SYSTEM) as unit:
        labels = set(unit.session.scalars(select(Theme.label_en)))
    assert "=Night routes" in labels
    assert '"\'=Night routes"' in client.get(f"{BASE}/codebook.csv").text


def test_found_comments_are_exported_for_staff_with_the_guard_and_a_note_in_the_audit(
    ready: tuple[Units, Actor], client: FlaskClient, sign_in: SignIn
) -> None:
    units, publisher = ready
    one = public(units, publisher, "=HYPERLINK(1) to the café")
    two = public(units, publisher, "Plain words.")
    coded(units, publisher, one, "fares")
    coded(units, publisher, two, "safety")
    sign_in(Role.MODERATOR)
    answer = post(
        client, f"{BASE}/comments", q="cafe", **{"theme-fares": "all", "theme-safety": "none"}
    )
    assert answer.status_code == 303
    assert "cafe" not in answer.location, "what staff look for stands in no address"
    html = client.get(answer.location).text
    assert "1 comment" in html and "to the café" in html and "Plain words" not in html
    export = client.get(answer.location.replace("/comments?", "/comments.csv?"))
    rows = list(csv.reader(io.StringIO(export.data.decode("utf-8-sig"))))
    assert rows[0][:2] == ["text", "comment"]
    assert [row[:2] for row in rows[1:]] == [["'=HYPERLINK(1) to the café", str(one)]]
    with units.reading(SYSTEM) as unit:
        entry = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "coding.searched_export")
        ).one()
    assert "café" not in entry.detail and '"comments":1' in entry.detail.replace(" ", "")


def test_a_disagreement_is_shown_to_a_third_person_and_settled(
    ready: tuple[Units, Actor], client: FlaskClient, sign_in: SignIn
) -> None:
    units, publisher = ready
    second = coder(units, "second@gov.bc.ca")
    with units.writing(lead(units, "keeper@gov.bc.ca")) as unit:
        set_coders(unit, here(unit), 2, seen_version=book_version(unit))
    number = public(units, publisher)
    coded(units, publisher, number, "fares", note="It says price.")
    sign_in(Role.MODERATOR)
    page = client.get(f"{BASE}/coding?item={number}").text
    assert "It says price." not in page and "checked" not in page
    assert "Not coded yet" in page
    coded(units, second, number, "safety")
    assert f"Comment {number}" in client.get(f"{BASE}/agreement").text
    assert "Coded differently: 1 comment" in client.get("/staff/").text
    settle = f"{BASE}/disagreements/{number}"
    html = client.get(settle).text
    assert "It says price." in html
    answer = post(client, settle, seen=hidden(html, "seen"), themes=["fares"])
    assert answer.status_code == 303
    assert told(units) == {number: ("fares",)}
    late = post(client, settle, seen=hidden(html, "seen"), themes=["safety"])
    assert late.status_code == 409
    assert client.get(f"{BASE}/disagreements/999").status_code == 404


def test_suggested_codes_are_taken_only_of_what_is_listed_and_unchanged(
    ready: tuple[Units, Actor], client: FlaskClient, sign_in: SignIn
) -> None:
    units, publisher = ready
    numbers = [public(units, publisher, f"Bus number {n}.") for n in range(3)]
    with units.writing(SYSTEM) as unit:
        theme = theme_by_key(unit.session, here(unit).id, "fares")
        run = CodingRun(
            engagement_id=here(unit).id, kind="codes", state="done", wanted=1, asked_at=unit.now
        )
        unit.session.add(run)
        unit.session.flush()
        for n, number in enumerate(numbers):
            unit.session.add(
                CodeSuggestion(
                    comment_id=number,
                    theme_id=theme.id,
                    run_id=run.id,
                    version=1,
                    score=0.9 - n / 10,
                    suggested_at=unit.now,
                )
            )
    sign_in(Role.MODERATOR)
    page = f"{BASE}/codebook/fares/suggested"
    html = client.get(page).text
    boxes = re.findall(r'name="take" value="([^"]+)"', html)
    assert len(boxes) == 3 and "checked" not in html
    assert "Suggested, 90 percent" in client.get(f"{BASE}/coding?item={numbers[0]}").text
    assert told(units) == {}, "a suggestion counts for nothing"
    assert post(client, page).status_code == 422
    coded(units, publisher, numbers[1], "safety")
    answer = post(client, page, take=boxes[:2])
    assert answer.status_code == 409 and "1 had changed" in answer.text
    assert told(units) == {numbers[0]: ("fares",), numbers[1]: ("safety",)}
    forged = boxes[2].replace(".1.", ".2.", 1)
    assert post(client, page, take=[forged]).status_code == 409
    for value in ("x", "1.2", f"{numbers[2]}.1.mark.nothing"):
        assert post(client, page, take=[value]).status_code in (409, 422)
    with units.reading(SYSTEM) as unit:
        assert unit.session.get(CodedComment, numbers[2]) is None


def test_suggestions_are_asked_for_once_and_cancelled(
    ready: tuple[Units, Actor], client: FlaskClient, sign_in: SignIn
) -> None:
    units, _ = ready
    sign_in(Role.ENGAGEMENT_LEAD)
    page = f"{BASE}/suggestions"
    assert post(client, page, kind="themes", wanted="500").status_code == 422
    assert post(client, page, kind="everything", wanted="10").status_code == 422
    assert post(client, page, kind="themes", wanted="10").status_code == 303
    second = post(client, page, kind="codes")
    assert second.status_code == 409 and "already" in second.text
    with units.reading(SYSTEM) as unit:
        run = unit.session.scalars(select(CodingRun)).one()
    assert post(client, f"{page}/{run.id}/cancel").status_code == 303
    assert "Cancelled." in client.get(page).text


@pytest.mark.parametrize(
    "path", ["coding?item=abc&topic=x&theme=y&show=z", "agreement?after=x", "comments?all=nothing"]
)
def test_an_address_that_says_nothing_is_as_if_it_did_not(
    ready: tuple[Units, Actor], client: FlaskClient, sign_in: SignIn, path: str
) -> None:
    sign_in(Role.MODERATOR)
    assert client.get(f"{BASE}/{path}").status_code == 200
