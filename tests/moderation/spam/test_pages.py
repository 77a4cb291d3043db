"""The page on which staff keep the lists and try a sentence."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.moderation.spam.models import WatchedWord
from tests.moderation.conftest import Post

WORDS = "/staff/words"
HOSTILE = [
    "x" * 100_000,
    "\0\u202e\u200b",
    "<script>alert(1)</script>",
    "e\u0301\u0301\u0301\u0301\u0301\u0301 zalgo",
    "\n" * 5_000,
    "賭" * 100,
]


@pytest.fixture
def administrator(sign_in: Callable[..., Actor]) -> Actor:
    return sign_in(Role.ADMINISTRATOR)


def kept(units: Units) -> list[tuple[str, str]]:
    with units.reading(SYSTEM) as unit:
        rows = unit.session.execute(
            select(WatchedWord.kind, WatchedWord.word).order_by(WatchedWord.id)
        )
        return [(kind, word) for kind, word in rows]


@pytest.mark.usefixtures("administrator")
def test_words_are_added_tried_and_taken_off(post: Post, client: FlaskClient, units: Units) -> None:
    post(WORDS, words="casino\nFree money\n\ncasino", kind="banned")
    post(WORDS, words="guaranteed", kind="suspect")
    assert kept(units) == [
        ("banned", "casino"),
        ("banned", "Free money"),
        ("suspect", "guaranteed"),
    ]
    tried = post(WORDS, to=f"{WORDS}/try", sentence="A c4sino, guaranteed <b>").get_data(True)
    assert '<mark class="flag">c4sino</mark>' in tried
    assert "This looks like a banned word in disguise." in tried
    assert "This is on the list of words to look at." in tried
    assert "&lt;b&gt;" in tried
    post(WORDS, to=f"{WORDS}/1/remove")
    assert [word for _, word in kept(units)] == ["Free money", "guaranteed"]
    assert client.get(WORDS).get_data(as_text=True).count("Take off") == 2


@pytest.mark.usefixtures("administrator")
def test_the_audit_names_numbers_and_no_words(post: Post, units: Units) -> None:
    post(WORDS, words="casino", kind="banned")
    post(WORDS, to=f"{WORDS}/1/remove")
    with units.reading(SYSTEM) as unit:
        entries = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action.like("word.%")).order_by(AuditEntry.seq)
        ).all()
    assert [(one.action, one.subject) for one in entries] == [
        ("word.added", "word:1"),
        ("word.removed", "word:1"),
    ]
    assert "casino" not in str([one.detail for one in entries])


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize(
    ("words", "kind", "said"),
    [
        ("", "banned", "Write at least one word."),
        ("!!!", "banned", "at least one letter"),
        ("casino", "praised", "Choose one of the two lists."),
        ("x" * 81, "banned", "80 characters"),
        ("a b c d e f g h i", "banned", "six words"),
        ("x\n" * 60_000, "banned", "too much at once"),
    ],
)
def test_what_cannot_be_listed_is_refused_at_its_field(
    words: str, kind: str, said: str, post: Post, units: Units
) -> None:
    answer = post(WORDS, words=words, kind=kind)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert kept(units) == []


@pytest.mark.usefixtures("administrator")
def test_a_word_is_listed_once_however_it_is_written(post: Post, units: Units) -> None:
    post(WORDS, words="École", kind="suspect")
    assert post(WORDS, words="ecole", kind="banned").status_code == 422
    assert kept(units) == [("suspect", "École")]


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize("bad", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_and_sentences_are_text(bad: str, post: Post, client: FlaskClient) -> None:
    for answer in (
        post(WORDS, words=bad, kind="banned"),
        post(WORDS, to=f"{WORDS}/try", sentence=bad),
        client.get(WORDS),
    ):
        assert answer.status_code in {200, 303, 422}
        assert "<script>alert" not in answer.get_data(as_text=True)


def test_a_moderator_tries_but_does_not_change(
    sign_in: Callable[..., Actor], post: Post, units: Units
) -> None:
    sign_in(Role.MODERATOR)
    assert post(WORDS, to=f"{WORDS}/try", sentence="Words").status_code == 200
    assert post(WORDS, words="casino", kind="banned").status_code == 403
    assert kept(units) == []


def test_a_lead_of_one_ministry_does_not_change_what_holds_for_all(
    sign_in: Callable[..., Actor], post: Post, client: FlaskClient, units: Units
) -> None:
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    page = client.get(WORDS).get_data(as_text=True)
    assert "Add to the list" not in page
    assert post(WORDS, words="casino", kind="banned").status_code == 403
    assert kept(units) == []


def test_a_word_that_is_gone_is_not_found(administrator: Actor, post: Post) -> None:
    assert post(WORDS, to=f"{WORDS}/77/remove").status_code == 404
