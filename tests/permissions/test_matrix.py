"""Is the application as `matrix.txt` says? Every page, for everybody, asked for real.

An allowed request must reach its page: what is posted is empty, so it may well be refused there.
"""

import re
from collections import Counter
from typing import Final

import pytest
from werkzeug.test import TestResponse

from tests.permissions.conftest import Cells
from tests.permissions.matrix import Row, plain, rows
from tests.permissions.people import LETTERS, Member, ask, let_proofs_age

ROWS: Final = rows()
PLACEHOLDER: Final = re.compile(r"<(\w+)>")
OPEN: Final = frozenset({200, 204, 302, 303, 400, 409, 422})
WITHOUT_PROVIDER: Final = frozenset(
    {
        "/staff/sign-in/sso",
        "/staff/sign-in/sso/answer",
        "/staff/sign-out/sso",
        "/staff/account/idir",
        "/wordpress/hook",
        "/api/v1/engagements/<slug>/results",
        "/sitemap-<number>.xml",
        "/media/<name>.pdf",
    }
)
"""Not found while no single sign-on, or no secret of WordPress's calls, is set, or while there are
no results, no second part of the map and no listed document; whoever may not is refused all the
same."""
QUERIES: Final = {
    "/oembed": "?url=http://localhost/engagements/night-buses",
    "/staff/conflicts/new": "?engagement=night-buses",
    "/staff/engagements/<slug>/topics/<topic_slug>/questions/new": "?kind=short",
}
BODIES: Final[dict[str, dict[str, str]]] = {
    "/receipt": {"code": "{receipt}"},
    "/staff/comments/<comment_id>/reply": {"body": "Thank you.", "seen_version": "0"},
    "/staff/incidents/contacts": {"ministry": "{elsewhere_id}"},
    "/staff/queue/<comment_id>": {"outcome": "publish", "seen_version": "1"},
    "/staff/replies/<reply_id>/approve": {"seen_version": "1", "seen_hash": "0" * 64},
    "/staff/replies/<reply_id>/verdict": {"seen_version": "1", "note": "Say when."},
}
"""What must be filled in before it matters who sends it."""


def outcome(answer: TestResponse) -> str:
    """`open`, `sign-in`, `proof` (to be given first), or the status as it is."""
    location = answer.headers.get("Location", "")
    if answer.status_code == 302 and location.startswith("/staff/sign-in?next="):
        return "sign-in"
    if location.startswith("/staff/confirm?next="):
        return "proof"
    if answer.status_code == 403 and b'action="/staff/confirm/again?next=' in answer.get_data():
        return "proof"
    return "open" if answer.status_code in OPEN else str(answer.status_code)


def address(cells: Cells, row: Row, who: Member | None, owner: Member | None) -> str:
    """The page's address, about the world's objects or about somebody's own."""
    letter = who.letter if who else ""
    ids = cells.world.ids | (cells.owned[owner.id] if owner else {})

    def part(found: re.Match[str]) -> str:
        name = found.group(1)
        keys = (f"{row.rule} {name} {letter}", f"{row.rule} {name}", name)
        return str(next((ids[key] for key in keys if key in ids), None))

    path = PLACEHOLDER.sub(part, row.rule) + QUERIES.get(row.rule, "")
    assert "None" not in path, path
    return path


def sent(cells: Cells, row: Row, who: Member | None, owner: Member | None = None) -> str:
    path = address(cells, row, who, owner)
    typed = BODIES.get(row.rule, {}) if row.method == "POST" else {}
    body = {name: text.format(**cells.world.ids) for name, text in typed.items()}
    answer = ask(cells.client, row.method, path, who, body)
    found = outcome(answer)
    return "open" if found == "404" and row.rule in WITHOUT_PROVIDER else found


def test_every_page_has_one_row_and_every_row_a_page(cells: Cells) -> None:
    served = Counter(
        f"{method} {plain(rule.rule)}"
        for rule in cells.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )
    written = Counter(str(row) for row in ROWS)
    assert written == served


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_may_does_and_who_may_not_is_refused(cells: Cells, row: Row, letter: str) -> None:
    who = cells.everywhere[letter]
    own = who if row.who == "own" else cells.owner if row.is_own else None
    expected = "open" if letter in row.letters or row.who == "own" else row.others
    assert sent(cells, row, who, own) in (("403", "404") if expected == "no" else (expected,))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_nobody_who_is_not_signed_in_gets_further_than_the_public_pages(
    cells: Cells, row: Row
) -> None:
    owner = cells.owner if row.is_own else None
    assert sent(cells, row, None, owner) == ("open" if row.is_public else "sign-in")


AWAY: Final = [(row, letter) for row in ROWS if not row.is_public for letter in row.letters]


@pytest.mark.parametrize(("row", "letter"), AWAY, ids=str)
def test_a_role_in_another_ministry_reaches_nothing_of_this_one(
    cells: Cells, row: Row, letter: str
) -> None:
    owner = cells.owner if row.is_own else None
    expected = "open" if row.elsewhere in ("-", "part") else row.elsewhere
    assert sent(cells, row, cells.elsewhere[letter], owner) == expected


EXAMPLES: Final = re.compile(r"such as night-buses|would: .Should buses run at night")
"""Hints beside fields, for everybody."""
LISTS: Final = [(row, letter) for row, letter in AWAY if row.elsewhere == "part"]


@pytest.mark.parametrize(("row", "letter"), LISTS, ids=str)
def test_a_page_that_opens_to_several_ministries_shows_each_its_own(
    cells: Cells, row: Row, letter: str
) -> None:
    """Everything in the world is of one ministry, and its words are all about buses."""
    path = address(cells, row, None, None)
    here, away = cells.everywhere[letter], cells.elsewhere[letter]
    page = ask(cells.client, row.method, path, away).text
    assert "bus" not in EXAMPLES.sub("", page).casefold()
    if row.rule == "/staff/engagements":
        assert "bus" in ask(cells.client, row.method, path, here).text.casefold()


@pytest.mark.parametrize("row", [row for row in ROWS if not row.is_public], ids=str)
def test_who_lost_every_role_keeps_the_own_account_and_nothing_else(cells: Cells, row: Row) -> None:
    found = sent(cells, row, cells.roleless, cells.owner if row.is_own else None)
    if row.who != "any" or row.elsewhere == "404":
        assert found in ("403", "404")
    elif row.elsewhere == "part":
        assert found in ("open", "403")
    else:
        assert found == "open"


STEPS: Final = {
    "in_principle": "E",
    "supervisor": "R",
    "privacy": "P",
    "security": "S",
    "communications": "C",
    "executive": "E",
}
"""Who decides which step of an engagement; the optional ones are those that the world asked for."""


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_decided_by_its_own_role_and_by_nobody_else(
    cells: Cells, step: str, letter: str
) -> None:
    path = f"/staff/engagements/night-buses/approvals/engagement/{step}"
    found = outcome(ask(cells.client, "POST", path, cells.everywhere[letter]))
    assert found == ("open" if letter == STEPS[step] else "403")


@pytest.mark.parametrize("row", [row for row in ROWS if row.for_speakers], ids=str)
def test_a_speaker_on_the_topic_does_what_speakers_do(cells: Cells, row: Row) -> None:
    assert sent(cells, row, cells.speaker) == "open"


@pytest.mark.parametrize("row", [row for row in ROWS if row.is_own], ids=str)
def test_what_is_ones_own_is_open_to_nobody_else(cells: Cells, row: Row) -> None:
    assert sent(cells, row, cells.owner, cells.owner) == "open"
    assert sent(cells, row, cells.speaker, cells.owner) == row.others


@pytest.mark.parametrize("row", [row for row in ROWS if not row.is_public], ids=str)
def test_who_is_there_is_asked_again_before_what_is_sensitive_and_nowhere_else(
    cells: Cells, row: Row
) -> None:
    let_proofs_age(cells.world.units)
    letter = row.letters[:1]
    who = cells.everywhere[letter] if letter else cells.speaker if row.for_speakers else cells.owner
    own = cells.owner if row.is_own else None
    assert sent(cells, row, who, own) == ("proof" if row.needs_proof else "open")
