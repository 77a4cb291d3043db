"""One of everything that pages are about, so that whoever may open one reaches it.

All of it belongs to one ministry. Where a use case is long, its row is written straight down.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from engage.accounts.models import Passkey
from engage.avenues.service.drafts import keep_draft
from engage.core.db import Base
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.governance.approvals.models import Delegation
from engage.governance.conduct.service.conflicts import Subject, record_conflict
from engage.replies.models import SpeakerTopic
from tests.permissions.people import Member

SLUG: Final = "night-buses"
OTHER_SLUG: Final = "quiet-lanes"
"""Of the same ministry; conflicts of interest are with this one, so that they bar nobody's rows."""
IMPORTERS: Final = ("L", "A")
TABLE: Final = "/staff/engagements/<slug>/import/<draft_id>"
Ids = dict[str, object]


@dataclass
class World:
    """Numbers and names for the addresses: by the name of a part, or by page and part."""

    units: Units
    ministry_id: int
    elsewhere_id: int
    colleague: Actor
    ids: Ids

    def add(self, row: Base, name: str = "") -> int:
        """Writes a row, and its number down under a name."""
        with self.units.writing(SYSTEM) as unit:
            unit.session.add(row)
            unit.session.flush()
            number: int = row.id  # type: ignore[attr-defined]
        if name:
            self.ids[name] = number
        return number


def engagement_in(unit: Unit, slug: str = SLUG) -> Engagement:
    return engagement_by_slug(unit.session, slug)


def speak(world: World, member: Member) -> None:
    """Makes somebody a speaker on the topic that all the comments are about."""
    with world.units.writing(SYSTEM) as unit:
        topic = topic_by_slug(unit.session, engagement_in(unit).id, "routes")
        unit.session.add(SpeakerTopic(person_id=member.id, topic_id=topic.id, assigned_at=unit.now))


def passkey_of(world: World, member: Member) -> int:
    passkey = Passkey(
        person_id=member.id,
        credential_id=f"AAAA{member.id:04}",
        public_key="AAAA",
        sign_count=0,
        name="Laptop",
        created_at=world.units.clock.now(),
    )
    return world.add(passkey)


def owned_by(world: World, member: Member) -> Ids:
    """What is somebody's own: a sign-in, a passkey, a delegation, a conflict of interest, and, for
    who may import, a table on its way."""
    now = world.units.clock.now()
    delegation = Delegation(
        person_id=member.id,
        delegate_id=world.colleague.person_id,
        role=Role.APPROVER,
        starts_at=now,
        ends_at=now + timedelta(days=3),
        reason="On leave.",
        made_at=now,
    )
    with world.units.writing(member.actor) as unit:
        engagement = engagement_in(unit, OTHER_SLUG)
        subject = Subject(engagement.ministry_id, engagement.id)
        conflict = record_conflict(unit, subject, "My brother drives there.").id
    if member.letter in IMPORTERS:
        with world.units.writing(member.actor) as unit:
            draft = keep_draft(unit, engagement_in(unit), b"text,received_at\nBuses,0\n")
            world.ids[f"{TABLE} draft_id {member.letter}"] = draft.id
    return {
        "session_id": member.second_session,
        "passkey_id": passkey_of(world, member),
        "/staff/approvals/delegates/<number>/end number": world.add(delegation),
        "conflict_id": conflict,
    }
