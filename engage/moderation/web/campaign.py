"""A campaign: its letter once, each member's own words, and one decision for all that say the same.

The form carries the numbers and versions of the members that were shown as alike; whichever of
them changed in the meantime, or is open at a colleague's, is left out and told.
"""

import re
from dataclasses import dataclass
from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.comments.campaigns.letter import template_of, variants_of
from engage.comments.campaigns.own_words import own_words
from engage.core.errors import Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.queries import engagement_by_slug
from engage.governance.conduct.queries import conflicts_of
from engage.moderation.flags import Flag, Source
from engage.moderation.forms import DecisionForm
from engage.moderation.highlighting import Stretch, noticed, stretches
from engage.moderation.models import Decision
from engage.moderation.queries.campaigns import (
    MANY,
    Member,
    alike_waiting,
    campaign_line,
    members_of,
    sample_texts,
)
from engage.moderation.queries.preferences import keys_of
from engage.moderation.rules import MODERATING_ROLES
from engage.moderation.service import decide_campaign
from engage.moderation.web.blueprint import asked_number, blueprint, page
from engage.moderation.web.item import REFUSED, show_refusal, words
from engage.web.access import staff
from engage.web.transaction import current_unit

PAGE: Final = 25
CAMPAIGN: Final = "<number:campaign_id>"
SEEN: Final = re.compile(r"([0-9]{1,10}):([0-9]{1,7})")


@dataclass(frozen=True)
class ShownMember:
    """A member with what is its own marked."""

    member: Member
    stretches: tuple[Stretch, ...]

    @property
    def has_own_words(self) -> bool:
        return any(one.numbers for one in self.stretches)


@blueprint.get(f"/staff/queue/campaign/{CAMPAIGN}")
@staff(*MODERATING_ROLES)
def campaign(campaign_id: int) -> ResponseReturnValue:
    return _page(current_unit(), campaign_id, DecisionForm(formdata=None, seen_version=1))


@blueprint.post(f"/staff/queue/campaign/{CAMPAIGN}")
@staff(*MODERATING_ROLES)
def decide_on_campaign(campaign_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), DecisionForm()
    seen = _seen(request.form.get("seen", ""))
    try:
        with unit.attempt():
            made = decide_campaign(
                unit,
                campaign_id,
                seen,
                request.form.get("outcome", ""),
                tuple(form.reasons.data or ()),
                form.note.data or "",
            )
    except Refused as refusal:
        show_refusal(form, refusal)
        return _page(unit, campaign_id, form, REFUSED)
    flash(_done_words(made, len(seen)), "message" if len(made) == len(seen) else "warning")
    return redirect(url_for(".campaign", campaign_id=campaign_id), 303)


def _page(
    unit: Unit, campaign_id: int, form: DecisionForm, status: int = 200
) -> ResponseReturnValue:
    session, conflicts = unit.session, conflicts_of(unit.session, unit.actor.person_id)
    line = campaign_line(
        session,
        campaign_id,
        within=unit.actor.ministries(MODERATING_ROLES),
        but_topics=conflicts.topic_ids,
    )
    engagement = engagement_by_slug(session, line.engagement_slug)
    is_barred = engagement.id in conflicts.engagements
    letter, variants = _letter(sample_texts(session, campaign_id))
    found = members_of(session, campaign_id, limit=PAGE + 1, after_id=asked_number("after") or 0)
    members = found[:PAGE]
    alike = alike_waiting(session, campaign_id, but_topics=conflicts.topic_ids)
    last = members[-1].id if len(found) > PAGE else None
    return page(
        "campaign.html",
        status,
        line=line,
        letter=letter,
        variants=variants,
        members=[_shown(letter, variants, member) for member in members],
        alike=len(alike),
        seen=",".join(f"{number}:{version}" for number, version in alike.items()),
        most=MANY,
        may_decide=unit.actor.may(Role.MODERATOR, engagement.ministry_id) and not is_barred,
        is_barred=is_barred,
        keeps_off_some=bool(conflicts.topics_in(engagement.id)),
        next_href=url_for(".campaign", campaign_id=campaign_id, after=last) if last else "",
        first_href=url_for(".campaign", campaign_id=campaign_id) if asked_number("after") else "",
        form=form,
        keys=keys_of(session, unit.actor.person_id),
        **words(),
    )


def _letter(texts: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The letter, and the passages that some members have beside it."""
    letter = template_of(texts)
    return letter, variants_of(texts, letter)


def _shown(letter: str, variants: tuple[str, ...], member: Member) -> ShownMember:
    spans = own_words(letter, member.text, variants) if member.text else ()
    flags = [Flag(span.start, span.end, Source.WORDS, "own", "", "") for span in spans]
    return ShownMember(member, stretches(member.text, noticed(member.text, flags)))


def _seen(text: str) -> dict[int, int]:
    pairs = [SEEN.fullmatch(part) for part in text[: 20 * (MANY + 1)].split(",")]
    return {int(pair[1]): int(pair[2]) for pair in pairs if pair}


def _done_words(made: list[Decision], seen: int) -> str:
    done = f"{len(made):,} comment{'' if len(made) == 1 else 's'} decided."
    left = seen - len(made)
    if not left:
        return done
    return (
        f"{done} {left:,} left out: corrected or taken back by their authors, decided already,"
        " open at a colleague's, or on a topic that you keep off."
    )
