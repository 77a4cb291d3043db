"""The check of one stored version, with what it must know of the engagement around it."""

import re

from sqlalchemy import select

from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_content
from engage.engagements.rules import AvenueKind
from engage.governance.wording import Concern, Context, Rule, Spot, check_text
from engage.replies.models import Reply, ReplyAnswer, ReplySpot, ReplyStep, ReplyVersion
from engage.replies.rules import Action
from engage.replies.settling import Answer


def concerns_of(unit: Unit, engagement: Engagement, written: ReplyVersion) -> tuple[Concern, ...]:
    """All that the check says of a version as it stands."""
    spots = unit.session.scalars(
        select(ReplySpot)
        .where(ReplySpot.reply_id == written.reply_id, ReplySpot.version == written.version)
        .order_by(ReplySpot.start, ReplySpot.end)
    )
    people = tuple(Spot(one.start, one.end, one.reason) for one in spots)
    context = context_of(
        unit,
        engagement,
        people=people,
        names_checked=written.names_checked,
        authority=written.authority,
    )
    return check_text(written.body, context)


def context_of(
    unit: Unit,
    engagement: Engagement,
    *,
    people: tuple[Spot, ...],
    names_checked: bool,
    authority: str,
) -> Context:
    """Addresses and lines that the engagement has published already are the Province's own."""
    content = engagement_content(unit.session, engagement.published_revision_id)
    numbers = (
        re.sub(r"\D", "", one.value) for one in content.avenues if one.kind is AvenueKind.PHONE
    )
    return Context(
        staff_domains=unit.settings.staff_domains,
        agency_lines=frozenset(number.removeprefix("1") for number in numbers if number),
        agency_words=(content.contact, *(one.value for one in content.avenues)),
        people=people,
        names_checked=names_checked,
        authority=authority,
    )


def answers_of(unit: Unit, written: ReplyVersion) -> dict[Rule, Answer]:
    rows = unit.session.scalars(
        select(ReplyAnswer).where(
            ReplyAnswer.reply_id == written.reply_id, ReplyAnswer.version == written.version
        )
    )
    return {Rule(row.rule): Answer(row.reason, row.about) for row in rows}


def last_word(unit: Unit, reply: Reply) -> Action | None:
    """What the privacy officer was asked or said last of this very version; None: nothing."""
    last = unit.session.scalar(
        select(ReplyStep.action)
        .where(
            ReplyStep.reply_id == reply.id,
            ReplyStep.version == reply.version,
            ReplyStep.action.in_([Action.ASKED, Action.RELEASED, Action.RETURNED]),
        )
        .order_by(ReplyStep.id.desc())
        .limit(1)
    )
    return Action(last) if last else None
