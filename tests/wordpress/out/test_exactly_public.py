"""Whatever is decided here and whatever goes wrong on the way, WordPress shows exactly what is
public here, and no word ever goes there that is not public at that moment."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engage.comments.models import Comment
from engage.comments.service import correct, withdraw
from engage.core.clock import FixedClock
from engage.core.errors import EngageError
from engage.core.permissions import CITIZEN, SYSTEM, Actor
from engage.engagements.models import Engagement
from engage.moderation.rules import Outcome, Reason
from engage.moderation.service import decide, undo, unpublish
from engage.replies.models import Reply
from engage.replies.service import withdraw_reply
from engage.wordpress.rules import CommentStatus
from tests.app_fixtures import NOON
from tests.moderation.decisions import acts
from tests.replies import staff
from tests.wordpress.out.scene import Scene, scene

STEPS = (
    "write",
    "leave_there",
    "publish",
    "publish_redacted",
    "refuse",
    "take_down",
    "undo",
    "correct",
    "withdraw",
    "answer",
    "reply",
    "reply_again",
    "withdraw_reply",
    "run",
    "lose_an_answer",
    "close_there",
)
PLANS = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 3)), min_size=3, max_size=18)


@dataclass
class Play:
    """A scene in which the steps are carried out; what the rules here refuse changes nothing."""

    at: Scene
    speaker: Actor
    numbers: list[int] = field(default_factory=list)
    decisions: list[int] = field(default_factory=list)
    words: int = 0

    def take(self, step: str, which: int) -> None:
        self.at.clock.advance(seconds=30)
        step_of: Callable[[int], None] = getattr(self, f"_{step}")
        if self.numbers or step in ("write", "leave_there", "run"):
            try:
                step_of(self.numbers[which % len(self.numbers)] if self.numbers else 0)
            except EngageError:
                return

    def _text(self) -> str:
        self.words += 1
        return f"{acts.NAME} asks for bus number {self.words}."

    def _write(self, _number: int) -> None:
        self.numbers.append(self.at.written(self._text(), "Kim"))

    def _leave_there(self, _number: int) -> None:
        self.numbers.append(self.at.left_there(self._text()))

    def _publish(self, number: int) -> None:
        self.decisions.append(self.at.decide(number, Outcome.PUBLISH))

    def _publish_redacted(self, number: int) -> None:
        with self.at.units.reading(SYSTEM) as unit:
            version = unit.session.get_one(Comment, number).version
        body = acts.body(self.at.units, number, version)
        if acts.NAME in body:
            with self.at.units.writing(self.at.moderator) as unit:
                redactions = acts.name_in(body)
                made = decide(
                    unit, number, version, Outcome.PUBLISH_REDACTED, (), "", redactions=redactions
                )
                self.decisions.append(made.id)

    def _refuse(self, number: int) -> None:
        self.decisions.append(self.at.decide(number, Outcome.NOT_PUBLISH, Reason.OFF_TOPIC))

    def _take_down(self, number: int) -> None:
        with self.at.units.writing(self.at.moderator) as unit:
            self.decisions.append(unpublish(unit, number, (Reason.THREAT,), "").id)

    def _undo(self, _number: int) -> None:
        if self.decisions:
            with self.at.units.writing(self.at.moderator) as unit:
                undo(unit, self.decisions.pop())

    def _correct(self, number: int) -> None:
        with self.at.units.writing(CITIZEN) as unit:
            found = unit.session.get_one(Comment, number)
            engagement = unit.session.get_one(Engagement, found.engagement_id)
            text = self._text()
            correct(unit, engagement, found, text, seen_version=found.version, send_as_is=True)

    def _withdraw(self, number: int) -> None:
        with self.at.units.writing(CITIZEN) as unit:
            found = unit.session.get_one(Comment, number)
            withdraw(unit, unit.session.get_one(Engagement, found.engagement_id), found)

    def _answer(self, number: int) -> None:
        """Another comment answers this one."""
        child = self.at.written(self._text(), "Robin")
        with self.at.units.writing(SYSTEM) as unit:
            unit.session.get_one(Comment, child).parent_id = number
        self.numbers.append(child)

    def _reply(self, number: int) -> None:
        staff.reply_to(self.at.units, self.speaker, number)

    def _reply_again(self, number: int) -> None:
        reply = self._standing_reply(number)
        if reply is not None:
            self.words += 1
            words = f"Thank you. There will be {self.words} night buses."
            version = reply.version
            saved = staff.save(self.at.units, self.speaker, number, words, seen_version=version)
            staff.publish(self.at.units, self.speaker, saved)

    def _withdraw_reply(self, number: int) -> None:
        reply = self._standing_reply(number)
        if reply is not None:
            with self.at.units.writing(self.speaker) as unit:
                withdraw_reply(unit, reply.id, "It was wrong.")

    def _standing_reply(self, number: int) -> Reply | None:
        with self.at.units.reading(SYSTEM) as unit:
            question = select(Reply).where(Reply.comment_id == number, Reply.withdrawn_at.is_(None))
            return unit.session.scalar(question)

    def _run(self, _number: int) -> None:
        before = {one.content for one in self.at.there.comments.values()}
        self.at.run()
        public = {text for _name, text, _above in self.at.public()}
        for one in self.at.there.shown():
            assert one.content in before or _is_public(one.content, public)

    def _lose_an_answer(self, number: int) -> None:
        self.at.there.silent_after = 1
        self._run(number)
        self.at.there.silent_after = None
        self.at.clock.advance(minutes=1)

    def _close_there(self, number: int) -> None:
        self.at.there.closed.add(7)
        self._run(number)
        self.at.there.closed.clear()


def _is_public(content: str, public: set[str]) -> bool:
    return any(text and text in content for text in public)


@given(plan=PLANS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wordpress_shows_exactly_what_is_public_here(migrated_sqlite: Path, plan: list) -> None:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(migrated_sqlite, f"{folder}/engage.db")
        with scene(f"sqlite:///{folder}/engage.db", Path(folder), FixedClock(NOON)) as at:
            play = Play(at, staff.speaker(at.units))
            for step, which in plan:
                play.take(step, which)
            at.settle()
            assert at.there_shown() == at.public()
            unseen = [
                one
                for one in at.there.comments.values()
                if one.status is not CommentStatus.APPROVED
            ]
            assert all(one.status is CommentStatus.HOLD for one in unseen)
            assert {one.author_email for one in at.there.shown()} == {
                one.author_email
                for one in at.there.shown()
                if one.author_email.endswith("@sync.invalid")
            }
