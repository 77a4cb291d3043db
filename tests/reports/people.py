"""People who take part in an engagement under test. All of them are invented."""

from collections.abc import Mapping

from engage.comments.rules import Accepted, Arrival, Channel, NoticeGiven, Submission
from engage.comments.service import find_by_receipt, issue_form_token, receive, submit, withdraw
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.notices.service import current_version
from engage.reports import making, service
from engage.reports.making import Made
from engage.reports.tasks import renderer

SLUG = "night-buses"


def say(
    units: Units,
    text: str,
    state: str = "published",
    *,
    name: str = "",
    email: str = "",
    channel: str = "web",
    reason: str = "off_topic",
    note: str = "",
    topic: str = "routes",
    slug: str = SLUG,
) -> int:
    """Somebody's comment, received and brought to `state`; its number."""
    with units.writing(CITIZEN) as unit:
        engagement = engagement_by_slug(unit.session, slug)
        comment = receive(
            unit,
            engagement,
            topic_by_slug(unit.session, engagement.id, topic),
            Accepted(text, name, email, frozenset()),
            Arrival(
                channel=Channel(channel),
                notice_given=NoticeGiven.READ_OUT,
            ),
        )
        number = comment.id
    finish(units, number, state, reason, note)
    return number


def finish(
    units: Units, number: int, state: str, reason: str = "off_topic", note: str = ""
) -> None:
    if state in ("published", "not_published"):
        published = state == "published"
        outcome = Outcome.PUBLISH if published else Outcome.NOT_PUBLISH
        with units.writing(SYSTEM) as unit:
            decide(unit, number, 1, outcome, () if published else (reason or "off_topic",), note)


def send_by_form(units: Units, text: str, state: str = "published", slug: str = SLUG) -> str:
    """A comment by the form on the site; its receipt code."""
    with units.writing(CITIZEN) as unit:
        engagement = engagement_by_slug(unit.session, slug)
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        notice = current_version(unit, engagement.id)
        assert notice is not None
        token = issue_form_token(unit, topic, notice)
        code = submit(unit, engagement, topic, Submission(text, accepts_terms=True), token)
        comment = find_by_receipt(unit, code)
        number = comment.id
        if state == "withdrawn":
            withdraw(unit, engagement, comment)
    finish(units, number, state)
    return code


def crowd(units: Units, count: int = 12, channel: str = "web") -> None:
    """Enough published comments for exact figures, all at once."""
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        for n in range(count):
            text = f"Please run the bus number {n} until one in the morning."
            comment = receive(
                unit,
                engagement,
                topic,
                Accepted(text, "", "", frozenset()),
                Arrival(
                    channel=Channel(channel),
                    notice_given=NoticeGiven.READ_OUT,
                ),
            )
            decide(unit, comment.id, 1, Outcome.PUBLISH, (), "")


def made_for(units: Units, slug: str = SLUG, **more: object) -> Made:
    with units.reading(SYSTEM) as unit:
        engagement_id = engagement_by_slug(unit.session, slug).id
    return making.make(units, SYSTEM, engagement_id, renderer(units.settings), **more)


def built(units: Units, slug: str = SLUG) -> tuple[int, Made]:
    return service.build(units, SYSTEM, slug, renderer(units.settings))


def all_text(files: Mapping[str, bytes]) -> str:
    return "\n".join(content.decode("utf-8-sig") for content in files.values())
