"""Counters and versions: whatever happens, they say what counting again would say."""

from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from engage.comments.models import Comment, CommentText
from engage.comments.queries import public_comments_of_engagement
from engage.comments.rules import State, Submission
from engage.comments.service import correct, find_by_receipt, issue_form_token, submit, withdraw
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.ledgers import Counter, content_version
from engage.core.permissions import CITIZEN, SYSTEM, Actor, Role
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement, Topic
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.moderation.rules import Reason
from engage.moderation.service import decide, unpublish
from engage.notices.service import current_version
from tests.app_fixtures import build_engagement, make_person

TEXTS = st.sampled_from(["More buses.", "Fewer buses.", "Call 250 555 0199.", "", "x" * 5_001])
STATES = {state.value for state in State}


class Comments(RuleBasedStateMachine):
    """Citizens and moderators do what they may and may not, in any order.

    The comments of earlier runs stay in the database: they only make the recount harder.
    """

    units: Units
    moderator: Actor
    receipts: Bundle = Bundle("receipts")

    @rule(target=receipts, text=TEXTS, topic=st.sampled_from(["routes", "fares"]))
    def send(self, text: str, topic: str) -> object:
        with self.expecting_no_change_of_public_content() as unit:
            engagement, about = self.place(unit, topic)
            notice = current_version(unit, engagement.id)
            assert notice is not None
            token = issue_form_token(unit, about, notice)
            submission = Submission(text, accepts_terms=True, send_as_is=True)
            try:
                with unit.attempt():
                    code = submit(unit, engagement, about, submission, token)
            except Refused:
                return multiple()
            assert submit(unit, engagement, about, submission, token) == code
            return code

    @rule(code=receipts, text=TEXTS, version=st.integers(1, 3))
    def correct(self, code: str, text: str, version: int) -> None:
        with self.unit() as unit:
            comment = find_by_receipt(unit, code)
            try:
                with unit.attempt():
                    engagement, _ = self.place(unit, "routes")
                    correct(unit, engagement, comment, text, seen_version=version, send_as_is=True)
            except (Refused, Conflict):
                pass

    @rule(code=receipts)
    def withdraw(self, code: str) -> None:
        with self.unit() as unit:
            withdraw(unit, self.place(unit, "routes")[0], find_by_receipt(unit, code))

    @rule(code=receipts, publishes=st.booleans(), version=st.integers(1, 3))
    def decide(self, code: str, publishes: bool, version: int) -> None:
        with self.unit(self.moderator) as unit:
            comment = find_by_receipt(unit, code)
            reasons = () if publishes else (Reason.SPAM,)
            outcome = "publish" if publishes else "not_publish"
            try:
                with unit.attempt():
                    decide(unit, comment.id, version, outcome, reasons, "")
            except Conflict:
                pass

    @rule(code=receipts)
    def unpublish(self, code: str) -> None:
        with self.unit(self.moderator) as unit:
            try:
                with unit.attempt():
                    unpublish(unit, find_by_receipt(unit, code).id, (Reason.SPAM,), "")
            except Conflict:
                pass

    @rule(code=receipts)
    def fail_at_the_end(self, code: str) -> None:
        """What is rolled back counts nowhere."""
        before = self.public()
        try:
            with self.units.writing(CITIZEN) as unit:
                withdraw(unit, self.place(unit, "routes")[0], find_by_receipt(unit, code))
                raise NotFound("the view failed")
        except NotFound:
            pass
        assert self.public() == before

    @invariant()
    def counters_equal_a_recount(self) -> None:
        with self.units.reading(SYSTEM) as unit:
            kept = {
                (scope, name): value
                for scope, name, value in unit.session.execute(
                    select(Counter.scope, Counter.name, Counter.value)
                )
                if name.partition(":")[0] in STATES and value
            }
            assert kept == _recount(unit)

    @contextmanager
    def unit(self, actor: Actor = CITIZEN) -> Iterator[Unit]:
        """A use case; the content version moves exactly if the public sees something else."""
        before = self.public()
        with self.units.writing(actor) as unit:
            yield unit
        after = self.public()
        assert (after[0] == before[0]) == (after[1] == before[1]), (before, after)
        assert after[0] - before[0] in (0, 1)

    @contextmanager
    def expecting_no_change_of_public_content(self) -> Iterator[Unit]:
        before = self.public()
        with self.units.writing(CITIZEN) as unit:
            yield unit
        assert self.public() == before

    def public(self) -> tuple[int, list[object]]:
        """The version, and all that it stands for."""
        with self.units.reading(SYSTEM) as unit:
            engagement, _ = self.place(unit, "routes")
            shown: list[object] = list(
                public_comments_of_engagement(unit.session, unit.keyring, engagement.id)
            )
            return content_version(unit.session, engagement.scope), shown

    @staticmethod
    def place(unit: Unit, topic: str) -> tuple[Engagement, Topic]:
        engagement = engagement_by_slug(unit.session, "night-buses")
        return engagement, topic_by_slug(unit.session, engagement.id, topic)


def _recount(unit: Unit) -> dict[tuple[str, str], int]:
    """From the rows alone, without the code that keeps the counters."""
    tally: Tally[tuple[str, str]] = Tally()
    for comment in unit.session.scalars(select(Comment)):
        tally[f"engagement:{comment.engagement_id}", comment.state] += 1
        for scope in ("queue", f"engagement:{comment.engagement_id}"):
            tally[scope, f"waiting:{comment.hold}"] += comment.waiting_since is not None
        tally["queue", "waiting"] += comment.waiting_since is not None
        tally[f"topic:{comment.topic_id}", "published"] += comment.published_version is not None
        texts = select(CommentText.version).where(CommentText.comment_id == comment.id)
        assert set(unit.session.scalars(texts)) == set(range(1, comment.version + 1))
        assert (comment.state == "published") == (comment.published_version is not None)
        waits = comment.waiting_since is not None
        assert waits == (
            comment.state == "waiting"
            or (comment.state == "published" and comment.version != comment.decided_version)
        )
    return {key: value for key, value in tally.items() if value}


def test_counters_and_versions_are_always_right(units: Units) -> None:
    build_engagement(units)

    class OnThisDatabase(Comments):
        pass

    OnThisDatabase.units = units
    OnThisDatabase.moderator = make_person(units, Role.MODERATOR)
    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_counters_are_right_on_both_databases(both_units: Units) -> None:
    """One fixed walk, for the upsert of the other database."""
    build_engagement(both_units)

    class Walk(Comments):
        units = both_units
        moderator = make_person(both_units, Role.MODERATOR)

    walk = Walk()
    first, second = walk.send("One", "routes"), walk.send("Call 250 555 0199.", "fares")
    walk.decide(str(first), True, 1)
    walk.decide(str(second), True, 1)
    walk.correct(str(first), "One more", 1)
    walk.correct(str(second), "No number any more.", 1)
    walk.counters_equal_a_recount()
    walk.decide(str(first), False, 2)
    walk.withdraw(str(second))
    walk.unpublish(str(first))
    walk.counters_equal_a_recount()
    assert walk.public()[1] == []
