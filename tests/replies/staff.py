"""Speakers, officers and published comments for the tests of replies."""

from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.governance.policies import ACKNOWLEDGED_DOCUMENTS
from engage.governance.service import acknowledge
from engage.replies.looking import Looked
from engage.replies.models import Reply, SpeakerTopic
from engage.replies.rules import Draft
from engage.replies.service import publish_reply, save_reply
from tests.app_fixtures import make_person
from tests.comments.citizen import settle
from tests.moderation.senders import send

WORDS = "Thank you. Night buses start on 1 May. The timetable will be on this page in April."


def speaker(
    units: Units, *, topic: str = "routes", slug: str = "night-buses", email: str = ""
) -> Actor:
    """Somebody with a role in the ministry who may speak on one topic."""
    person = acknowledged(units, make_person(units, Role.MODERATOR, email=email))
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, slug)
        about = topic_by_slug(unit.session, engagement.id, topic)
        unit.session.merge(
            SpeakerTopic(person_id=person.person_id, topic_id=about.id, assigned_at=unit.now)
        )
    return person


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
    with units.writing(actor) as unit:
        return save_reply(
            unit,
            comment_id,
            Draft(body, **more),  # type: ignore[arg-type]
            seen or Looked(),
            seen_version=seen_version,
        )


def publish(units: Units, actor: Actor, reply: Reply) -> Reply:
    with units.writing(actor) as unit:
        return publish_reply(unit, reply.id, seen_version=reply.version)


def reply_to(units: Units, actor: Actor, comment_id: int, body: str = WORDS) -> Reply:
    """A published reply."""
    return publish(units, actor, save(units, actor, comment_id, body))
