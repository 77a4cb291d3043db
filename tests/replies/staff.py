"""Speakers, officers and published comments for the tests of replies."""

from datetime import timedelta

from sqlalchemy import select

from engage.comments.models import Comment
from engage.comments.rules import State
from engage.comments.service import place
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement, Topic
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.governance.conduct.queries import approval_in_force
from engage.governance.conduct.rules import Covered, Period
from engage.governance.conduct.service import countersign, give_approval
from engage.governance.policies import ACKNOWLEDGED_DOCUMENTS
from engage.governance.service import acknowledge
from engage.governance.wording import Context, Rule, check_text
from engage.replies.looking import Looked
from engage.replies.models import Reply, SpeakerTopic
from engage.replies.rules import Draft
from engage.replies.service import publish_reply, save_reply
from engage.replies.settling import Answer, questions_in
from tests.app_fixtures import make_person
from tests.comments.citizen import settle
from tests.moderation.senders import send

WORDS = "Thank you. Night buses start on 1 May. The timetable will be on this page in April."


def speaker(
    units: Units, *, topic: str = "routes", slug: str = "night-buses", email: str = ""
) -> Actor:
    """Somebody with a role in the ministry who may speak on one topic; its replies are approved."""
    person = acknowledged(units, make_person(units, Role.MODERATOR, email=email))
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, slug)
        about = topic_by_slug(unit.session, engagement.id, topic)
        unit.session.merge(
            SpeakerTopic(person_id=person.person_id, topic_id=about.id, assigned_at=unit.now)
        )
    with_standing_approval(units, engagement)
    return person


def signers(units: Units) -> tuple[Actor, Actor]:
    """The communications director and the Executive Director, Citizen Engagement."""
    return (
        make_person(units, Role.COMMUNICATIONS_DIRECTOR),
        make_person(units, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT),
    )


def with_standing_approval(units: Units, engagement: Engagement) -> None:
    """Replies on this engagement may be published, by both signatures, unless they may already."""
    with units.reading(SYSTEM) as unit:
        ministry_id = engagement.ministry_id
        if approval_in_force(
            unit.session,
            kind=Covered.REPLIES,
            ministry_id=ministry_id,
            engagement_id=engagement.id,
            now=unit.now,
        ):
            return
        period = Period(unit.now, unit.now + timedelta(days=300))
    director, executive = signers(units)
    with units.writing(director) as unit:
        given = give_approval(
            unit,
            ministry_id=ministry_id,
            engagement_id=engagement.id,
            period=period,
            reason="Answers about what is published already.",
        )
    with units.writing(executive) as unit:
        countersign(unit, given.id)


def acknowledged(units: Units, actor: Actor) -> Actor:
    with units.writing(actor) as unit:
        acknowledge(unit, ACKNOWLEDGED_DOCUMENTS)
    return actor


def of_ministry(units: Units, role: Role, ministry_id: int, email: str) -> Actor:
    person = make_person(units, role, email=email)
    return Actor(ActorKind.PERSON, person.person_id, frozenset({Grant(role, ministry_id)}))


def published_comment(units: Units, text: str = "When do night buses start?") -> int:
    number, code = send(units, text)
    settle(units, code, "published")
    return number


def save(
    units: Units,
    actor: Actor,
    comment_id: int,
    body: str = WORDS,
    *,
    seen: Looked | None = None,
    seen_version: int = 0,
    **more: object,
) -> Reply:
    seen = seen or Looked()
    more["answers"] = answers_about(body, seen, more.get("answers"))
    with units.writing(actor) as unit:
        draft = Draft(body, **more)  # type: ignore[arg-type]
        return save_reply(unit, comment_id, draft, seen, seen_version=seen_version)


def answers_about(body: str, seen: Looked, reasons: object) -> dict[Rule, Answer]:
    """Reasons by rule, each about the words that the check finds in this text."""
    context = Context(people=seen.spots, names_checked=seen.names_checked)
    asked = questions_in(body, check_text(body, context))
    given = dict(reasons or {})  # type: ignore[call-overload]
    return {Rule(rule): Answer(why, asked.get(Rule(rule), "")) for rule, why in given.items()}


def publish(units: Units, actor: Actor, reply: Reply) -> Reply:
    with units.writing(actor) as unit:
        return publish_reply(unit, reply.id, seen_version=reply.version)


def reply_to(units: Units, actor: Actor, comment_id: int, body: str = WORDS) -> Reply:
    """A published reply."""
    return publish(units, actor, save(units, actor, comment_id, body))


def move(units: Units, comment_id: int, state: State, **where: object) -> None:
    with units.writing(SYSTEM) as unit:
        found = unit.session.get_one(Comment, comment_id)
        engagement = unit.session.get_one(Engagement, found.engagement_id)
        shown_version = found.version if state is State.PUBLISHED else None
        values = {"published_version": shown_version, "waiting_since": None} | where
        place(unit, engagement, found, state, **values)  # type: ignore[arg-type]


def speak(units: Units, actor: Actor) -> None:
    with units.writing(SYSTEM) as unit:
        topic = unit.session.scalars(select(Topic).where(Topic.slug == "routes")).one()
        unit.session.merge(
            SpeakerTopic(person_id=actor.person_id, topic_id=topic.id, assigned_at=unit.now)
        )
        engagement = unit.session.get_one(Engagement, topic.engagement_id)
    with_standing_approval(units, engagement)
