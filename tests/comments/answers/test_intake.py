"""The words of a question are nobody's own: they make no letter, name nobody, and hold nothing."""

from dataclasses import replace
from itertools import product

from sqlalchemy import select

from engage.comments.answers.rules import without_labels
from engage.comments.campaigns.grouping import grouped
from engage.comments.models import Comment
from engage.comments.rules import Hold
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs.service import enqueue
from engage.jobs.worker import run_due
from engage.moderation.intake import REGROUP
from engage.moderation.intake.reading import unscreened
from engage.moderation.models import CampaignMember, CommentFlag
from engage.moderation.tasks import HANDLERS
from tests.comments.answers.asking import STOP, asked
from tests.comments.citizen import FORM, comment_of
from tests.moderation.screened import screen_all

LABEL = (
    "Which one thing would you change about the buses in your part of town, and what would it"
    " mean for the way you get around during the week?"
)
ANSWERS = [
    f"{what} {where}"
    for what, where in product(
        (
            "A bench",
            "Better light",
            "Buses that wait for the ferry",
            "A shelter from the rain",
            "Cheaper tickets",
            "A later last run",
            "Space for two wheelchairs",
            "Signs that say when",
        ),
        ("at the hospital", "by the mill", "on Sundays", "near the school", "for seniors"),
    )
]


def test_forty_answers_to_one_question_are_no_campaign() -> None:
    bodies = [f"{LABEL}\n{words}" for words in ANSWERS]
    # Were the label read as everybody's words, it would be a letter.
    assert any(number is not None for number in grouped(bodies))
    own = [without_labels(body, {LABEL}) for body in bodies]
    assert [len(one) for one in own] == [len(one) for one in bodies]
    assert set(grouped(own)) == {None}
    assert set(grouped([""] * 40)) == {None}


def test_the_intake_groups_nobody_for_a_label_or_for_no_words(units: Units) -> None:
    citizen = asked(units, replace(STOP, label=LABEL))
    form = citizen.filled
    for words in ANSWERS[:6]:
        citizen.post(FORM, form("") | {"q-stop": words})
    screen_all(units)
    with units.writing(SYSTEM) as unit:
        enqueue(unit, REGROUP, {})
    run_due(units, {REGROUP: HANDLERS[REGROUP]})
    with units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(CampaignMember.comment_id)).all() == []
        assert {one.hold for one in unit.session.scalars(select(Comment))} == {Hold.ORDINARY}


def test_a_label_is_never_flagged_and_an_answer_is(units: Units) -> None:
    label = "Should Sandra Pellwick at 1234 Main Street keep the shop at the stop?"
    citizen = asked(units, replace(STOP, label=label))
    page = citizen.send("", **{"q-stop": "Ask Robert Tillbrook", "confirm": "send-as-is"})
    number = comment_of(units, page.code).id
    with units.reading(SYSTEM) as unit:
        found = unscreened(unit.session, number)
    assert found is not None
    assert found.text.startswith(label)
    screen_all(units)
    with units.reading(SYSTEM) as unit:
        flags = unit.session.scalars(select(CommentFlag)).all()
        assert flags
        assert all(flag.start > len(label) for flag in flags)


def test_labels_are_blanked_as_whole_lines_only() -> None:
    body = f"I say: {STOP.label}\n{STOP.label}\nThe one at Main"
    blanked = without_labels(body, {STOP.label})
    assert blanked == f"I say: {STOP.label}\n{' ' * len(STOP.label)}\nThe one at Main"
