"""Every action that the code writes into the audit has words for the people who read it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from engage.desk.audit_rules import Change, changes, detail_of, engagement_id_of, is_subject
from engage.desk.audit_rules import person_id_of as person_id
from engage.desk.audit_words import (
    ACTION_WORDS,
    FAMILY_WORDS,
    action_words,
    family_of,
    plain,
)
from engage.engagements.rules import Phase
from engage.governance.approvals.rules import Verdict
from engage.governance.elections.rules import Outcome
from engage.incidents.rules import Step
from engage.mail.rules import MailState
from engage.outreach.words import ACTION_WORDS as OUTREACH_ACTIONS
from engage.replies.rules import Action
from engage.reports.passing.rules import State as PassState
from engage.reports.service import State

TOP = Path(__file__).parents[2] / "engage"

# Where an action is put together as the code runs: what it can be there.
PUT_TOGETHER = {
    "accounts/service/provided.py": (
        "person.email_changed",
        "person.email_kept",
        "person.role_given",
        "person.role_kept",
        "person.role_refused",
        "person.role_taken",
        "person.sso_linked",
        "person.sso_not_linked",
    ),
    "engagements/tasks.py": (f"engagement.{Phase.OPEN}", f"engagement.{Phase.CLOSED}"),
    "governance/approvals/service.py": tuple(f"approval.{one}" for one in Verdict),
    "governance/conduct/service/standing.py": (
        "standing_approval.given",
        "standing_approval.countersigned",
        "standing_approval.ended",
    ),
    "governance/elections/service/holding.py": tuple(f"election.{one}" for one in Outcome if one),
    "incidents/service.py": tuple(f"incident.{one}" for one in Step),
    "mail/service/moving.py": tuple(f"mail.{one}" for one in MailState),
    "moderation/service/deciding.py": (
        "comment.decided",
        "comment.referred",
        "comment.unpublished",
    ),
    "outreach/service/noting.py": (
        *(f"tool.{one}" for one in ("added", "changed", "confirmed", "undone")),
        *(f"connect.{one}" for one in OUTREACH_ACTIONS),
    ),
    "replies/service/reach.py": tuple(f"reply.{one}" for one in Action),
    "reports/service/ending.py": tuple(f"report.{one}" for one in State),
    "reports/passing/service.py": tuple(f"report_name.{one}" for one in PassState),
}


def first_arguments() -> Iterator[tuple[str, ast.expr]]:
    """The file and the action of every `....audit(action, ...)` of the code."""
    for path in sorted(TOP.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "audit"
                and node.args
            ):
                yield path.relative_to(TOP).as_posix(), node.args[0]


def constants(expression: ast.expr) -> set[str] | None:
    """What the expression can be; None if that is known only as the code runs."""
    if isinstance(expression, ast.IfExp):
        one, other = constants(expression.body), constants(expression.orelse)
        return one | other if one is not None and other is not None else None
    is_text = isinstance(expression, ast.Constant) and isinstance(expression.value, str)
    return {expression.value} if is_text else None  # type: ignore[attr-defined]


def written_actions() -> set[str]:
    found: set[str] = set()
    for file, expression in first_arguments():
        known = constants(expression)
        assert known is not None or file in PUT_TOGETHER, f"{file}: {ast.unparse(expression)}"
        found |= known if known is not None else set(PUT_TOGETHER[file])
    return found


def test_every_action_of_the_code_has_words() -> None:
    actions = written_actions()
    assert len(actions) > 100
    assert sorted(actions - ACTION_WORDS.keys()) == []


def test_no_words_are_left_of_an_action_that_is_gone() -> None:
    assert sorted(ACTION_WORDS.keys() - written_actions()) == []


def test_every_kind_of_action_is_in_the_list_by_a_name() -> None:
    assert {family_of(action) for action in ACTION_WORDS} == set(FAMILY_WORDS)


def test_words_are_of_one_action_alone() -> None:
    assert len(set(ACTION_WORDS.values())) == len(ACTION_WORDS)


def test_an_action_of_another_version_is_read_as_it_stands() -> None:
    assert action_words("thing.moved_away") == "Thing: moved away"
    assert plain("incident_contact:7") == "Incident contact 7"


def test_what_was_and_what_is_come_first() -> None:
    detail = detail_of('{"reason_given":true,"after":"moderator","before":"","seen":null}')
    assert changes(detail) == (
        Change("Changed", "moderator", "nothing"),
        Change("Reason given", "yes"),
        Change("Seen", "nothing"),
    )


def test_a_hash_is_told_by_its_beginning() -> None:
    assert changes({"hash": "ab" * 32}) == (Change("Hash", "abababababab…"),)
    assert changes({"outcome": "publish"}) == (Change("Outcome", "publish"),)


@pytest.mark.parametrize("text", ["forged", "[1]", "[" * 100_000, ""])
def test_a_detail_that_somebody_edited_is_shown_all_the_same(text: str) -> None:
    assert changes(detail_of(text))[0].name == "Detail"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("engagement:7", True),
        ("audit", True),
        ("person:unknown", True),
        ("engagement: 7", False),
        ("engagement:7' OR 1=1", False),
        ("Engagement:7", False),
        (":7", False),
        ("x" * 41, False),
    ],
)
def test_a_subject_is_a_kind_and_a_number(text: str, is_one: bool) -> None:
    assert is_subject(text) is is_one


def test_only_numbers_are_looked_up() -> None:
    assert person_id("person:7") == 7
    assert engagement_id_of("engagement:7") == 7
    for label in (
        "person:unknown",
        "engagement:7",
        "person:",
        "person:9999999999",
        "person:\u0667",
    ):
        assert person_id(label) is None
