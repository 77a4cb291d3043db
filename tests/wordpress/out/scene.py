"""Our side in a database, WordPress in memory, and the jobs between them."""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from engage.comments.answers.queries import answers_of
from engage.comments.answers.rules import with_answers
from engage.comments.models import Comment
from engage.comments.queries import public_comments_of_engagement
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.jobs.models import Job
from engage.jobs.worker import run_due
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.replies.queries.public import public_replies
from engage.wiring import make_units
from engage.wiring.jobs import HANDLERS
from engage.wordpress.markup import as_html
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import Thing
from engage.wordpress.queries import link_of
from engage.wordpress.rules import CommentStatus, RemoteComment
from engage.wordpress.service import PUSH_COMMENT, PUSH_COMMENTS, RECONCILE, reconcile
from engage.wordpress.service.pulling import take_page
from engage.wordpress.service.wanted import alias_of
from engage.wordpress.tasks import pushing
from tests.app_fixtures import make_person, settings_for
from tests.moderation.senders import send
from tests.wordpress.out.fake import FakeWordPress
from tests.wordpress.pull.conftest import SETTINGS, paired
from tests.wordpress.pull.there import POST

OURS = (PUSH_COMMENT, PUSH_COMMENTS, RECONCILE)
Shown = tuple[str, str, str]
_texts = itertools.count(1)


@dataclass
class Scene:
    units: Units
    clock: FixedClock
    there: FakeWordPress
    engagement: Engagement
    moderator: Actor
    receipts: dict[int, str] = field(default_factory=dict)

    def run(self) -> None:
        """All that is due of ours, once."""
        run_due(self.units, {kind: HANDLERS[kind] for kind in OURS})

    def settle(self) -> None:
        """Until nothing is left to do: what was put off, and what the next look finds."""
        for _ in range(6):
            self.clock.advance(minutes=11)
            with self.units.writing(SYSTEM) as unit:
                reconcile(unit)
            self.run()

    def written(self, text: str = "", name: str = "") -> int:
        number, receipt = send(self.units, text or f"More buses, {next(_texts)}.", name=name)
        self.receipts[number] = receipt
        return number

    def published(self, text: str = "", name: str = "") -> int:
        number = self.written(text, name)
        self.decide(number, Outcome.PUBLISH)
        return number

    def decide(self, number: int, outcome: Outcome, *reasons: str) -> int:
        with self.units.writing(self.moderator) as unit:
            version = unit.session.get_one(Comment, number).version
            return decide(unit, number, version, outcome, reasons, "").id

    def left_there(
        self, text: str = "Left on WordPress.", *, status: CommentStatus = CommentStatus.HOLD
    ) -> int:
        """A visitor's comment on WordPress that was taken in; its number here."""
        self.there.numbers += 1
        remote = RemoteComment(
            self.there.numbers,
            POST,
            0,
            "robin@example.ca",
            "Robin",
            f"{text} {self.there.numbers}",
            self.clock.now().replace(microsecond=0),
            status,
        )
        self.there.comments[remote.id] = remote
        with self.units.writing(SYSTEM) as unit:
            take_page(unit, [remote])
        with self.units.reading(SYSTEM) as unit:
            return unit.session.scalars(
                select(WordPressLink.local_id).where(WordPressLink.remote_id == remote.id)
            ).one()

    def key_of(self, number: int) -> str:
        """A comment's alias."""
        with self.units.reading(SYSTEM) as unit:
            return alias_of(unit, unit.session.get_one(Comment, number).public_id)

    def link(self, number: int, thing: Thing = Thing.COMMENT) -> WordPressLink:
        with self.units.reading(SYSTEM) as unit:
            found = link_of(unit.session, thing, number)
        assert found is not None
        return found

    def jobs(self) -> list[Job]:
        with self.units.reading(SYSTEM) as unit:
            return list(unit.session.scalars(select(Job).where(Job.kind.in_(OURS))))

    def public(self) -> list[Shown]:
        """Name, text, and the text answered, of all that is public here."""
        with self.units.reading(SYSTEM) as unit:
            rows = list(
                public_comments_of_engagement(unit.session, unit.keyring, self.engagement.id)
            )
            numbers = [row.id for row in rows]
            answers = answers_of(unit.session, numbers)
            texts = {row.id: with_answers(row.text, answers.get(row.id, ())) for row in rows}
            shown = [
                (row.name or "Anonymous", as_html(texts[row.id]), texts.get(row.parent_id or 0, ""))
                for row in rows
            ]
            for reply in public_replies(unit.session, numbers).values():
                name, text = f"Official reply from {reply.team}", reply.text
                shown.append((name, as_html(text), as_html(texts[reply.comment_id])))
        return sorted(shown)

    def there_shown(self) -> list[Shown]:
        """The same of what readers of WordPress see; of an official reply its own words alone."""
        by_number: Mapping[int, RemoteComment] = self.there.comments
        return sorted(
            (
                one.author_name,
                _own_words(one),
                by_number[one.parent_id].content if one.parent_id else "",
            )
            for one in self.there.shown()
        )


def _own_words(one: RemoteComment) -> str:
    if not one.author_name.startswith("Official reply from "):
        return one.content
    first, _, rest = one.content.partition("\n\n")
    assert first.startswith("Official reply")
    return rest.partition("\n\nThe comment was corrected by its author")[0]


@contextmanager
def scene(database_url: str, folder: Path, clock: FixedClock) -> Iterator[Scene]:
    units = make_units(settings_for(database_url, folder, **SETTINGS), clock)
    there = FakeWordPress()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pushing, "open_transport", lambda _settings: there)
        pair = paired(units, clock)
        moderator = make_person(units, Role.MODERATOR)
        yield Scene(units, clock, there, pair.engagement, moderator)
    units.database.dispose()
