"""One message whole, with its sender: opened on record, as nobody reads an address by the way."""

from dataclasses import dataclass
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from engage.comments.rules import LETTER_LENGTH
from engage.core.text import plain_one_line
from engage.core.unit import Unit
from engage.engagements.queries import engagement_by_id, public_topics_of
from engage.mail.incoming.forms import AsideForm, MessageForm, PlaceForm, choice_of
from engage.mail.incoming.queries.pages import Item
from engage.mail.incoming.queries.places import Offered, places
from engage.mail.incoming.rules import Outcome, Reason
from engage.mail.incoming.service.reach import MAIL_ROLES, within_reach
from engage.mail.incoming.service.routing import topic_for
from engage.mail.incoming.service.settling import open_message
from engage.mail.incoming.settlement import (
    asks_text,
    may_be_placed,
    may_be_put_back,
    may_be_seen,
    may_be_set_aside,
)
from engage.mail.incoming.web.blueprint import MESSAGE, blueprint, page
from engage.mail.incoming.words import OUTCOME_WORDS
from engage.web.access import staff
from engage.web.transaction import current_unit, engage_app

LONGEST_SEARCH: Final = 100


@dataclass(frozen=True)
class Actions:
    """What its reader can do with it now, and whether the comment's text is written by hand."""

    place: bool
    set_aside: bool
    see: bool
    put_back: bool
    asks_text: bool


@blueprint.get(f"/staff/mail/incoming/{MESSAGE}")
@staff(*MAIL_ROLES)
def message(mail_id: int) -> ResponseReturnValue:
    unit = current_unit()
    # Written down beside the transaction that reads the page, which writes nothing.
    with engage_app().units.writing(unit.actor, now=unit.now) as writing:
        found = open_message(writing, mail_id)
    return item_page(unit, found)


def item_page(
    unit: Unit,
    found: Item,
    status: int = 200,
    *,
    sent: MessageForm | None = None,
    conflict: str = "",
    was_not_open: bool = False,
) -> ResponseReturnValue:
    """`sent`: the form that was refused. `was_not_open`: it can be answered instead of counted."""
    actions = actions_on(found)
    asked = plain_one_line(request.args.get("find", ""), LONGEST_SEARCH)
    offered = _offered(unit, found, asked) if actions.place else Offered(())
    place_form, aside_form = _forms(found, sent, _likely(unit, found, offered))
    place_form.offer(offered)
    typed = sent.text.data if isinstance(sent, PlaceForm) and not actions.place else ""
    return page(
        unit,
        "item.html",
        status,
        item=found,
        actions=actions,
        find=asked,
        offered=offered,
        place_form=place_form,
        aside_form=aside_form,
        faulty=sent or aside_form,
        conflict=conflict,
        kept_text=typed or "",
        offers_answer=was_not_open or _was_not_open(unit, found),
        limit=LETTER_LENGTH,
        outcome_words=OUTCOME_WORDS,
    )


def actions_on(found: Item) -> Actions:
    return Actions(
        place=may_be_placed(found) and found.is_left,
        set_aside=may_be_set_aside(found),
        see=may_be_seen(found),
        put_back=may_be_put_back(found) and (found.is_left or found.outcome != Outcome.UNROUTED),
        asks_text=asks_text(found, found.text),
    )


def _offered(unit: Unit, found: Item, asked: str) -> Offered:
    return places(
        unit.session,
        within=within_reach(unit),
        arrived_at=found.arrived_at,
        words=asked,
        first=found.engagement_id,
    )


def _likely(unit: Unit, found: Item, offered: Offered) -> str:
    """The choice that taking in would have made, for a message that was led to an engagement."""
    led_to = found.engagement_id
    if led_to is None or led_to not in {place.engagement_id for place in offered.places}:
        return ""
    topics = public_topics_of(unit.session, led_to)
    return choice_of(led_to, topic_for(topics, found.subject).id)


def _forms(found: Item, sent: MessageForm | None, likely: str) -> tuple[PlaceForm, AsideForm]:
    """The two forms of the page: the one that was sent as it was typed, the other as it begins."""
    fresh = {"formdata": None, "seen_version": found.version}
    unsaid = found.cut if found.reason == Reason.ONLY_QUOTED else found.subject
    shown = {"text": found.text or unsaid, "place": likely}
    place_form = sent if isinstance(sent, PlaceForm) else PlaceForm(**fresh, **shown)
    aside_form = sent if isinstance(sent, AsideForm) else AsideForm(**fresh)
    return place_form, aside_form


def _was_not_open(unit: Unit, found: Item) -> bool:
    """Whether it was led to an engagement that took no comments when it arrived."""
    if found.engagement_id is None:
        return False
    engagement = engagement_by_id(unit.session, found.engagement_id)
    return not engagement.timing.accepts_comments(found.arrived_at)
