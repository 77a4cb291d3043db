"""Keying in: one page with the form and what was keyed in lately, one with the receipt.

The receipt's code is shown in the answer to the form that made it and nowhere else: no address
leads to it, so that it stands on the slip or in nobody's hand.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.models import Ministry
from engage.avenues import queries
from engage.avenues.forms import CHANNEL_CHOICES, KEPT, ActionForm, KeyedForm
from engage.avenues.platforms import platform_choices
from engage.avenues.queries import KeyedRow
from engage.avenues.rules import LARGEST_UPLOAD, TAKE_BACK_PERIOD, Language, entry_faults
from engage.avenues.service import Keyed, SeemsKnown, issue_form_token, key_in, take_back
from engage.avenues.service.keying import KEYING_ROLES
from engage.avenues.web.blueprint import REFUSED, blueprint, keyable, page, sent_files
from engage.comments.rules import LETTER_LENGTH, Channel, Invalid
from engage.core.dates import french_date_words, zone
from engage.core.errors import Conflict, Refused
from engage.core.language import ENGLISH, FRENCH, speaking
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.inbox import question_address
from engage.engagements.models import Engagement, Topic
from engage.engagements.web.blueprint import side_of
from engage.moderation.rules import CHANNEL_WORDS, STATE_WORDS
from engage.notices.shown import current_notice, every_wording
from engage.web.access import staff, takes_files
from engage.web.forms import Fault, SelectChoice
from engage.web.transaction import current_unit

ANOTHER: Final = "another"
COMMENT: Final = "<number:comment_id>"
NO_TOPIC: Final = "Choose the topic that it is about."


@blueprint.get("/staff/engagements/<slug>/keyed")
@staff(*KEYING_ROLES)
def keyed(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = keyable(unit, slug)
    form = KeyedForm(formdata=None)
    _offer_topics(unit, engagement, form)
    if request.args.get("channel"):
        form.text.render_kw = {"autofocus": True}
    form.carry_over(request.args, unit.now.astimezone(zone(unit.settings.time_zone)).date())
    return _form_page(unit, engagement, form)


@blueprint.post("/staff/engagements/<slug>/keyed")
@takes_files(LARGEST_UPLOAD)
@staff(*KEYING_ROLES)
def key_one_in(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = keyable(unit, slug)
    form = KeyedForm()
    topics = _offer_topics(unit, engagement, form)
    # Shape first: what cannot be read as a date is told together with what a rule refuses.
    is_sound = form.validate()
    topic = topics.get(form.topic.data or "")
    if topic is None:
        form.topic.errors = [*form.topic.errors, NO_TOPIC]
        is_sound = False
    typed = form.typed(sent_files("scans"))
    if topic is None or not is_sound:
        faults = entry_faults(
            typed,
            engagement.timing,
            unit.now,
            unit.settings.time_zone,
            platforms=platform_choices(unit.session),
        )
        show_faults(form, faults)
        return _form_page(unit, engagement, form, REFUSED)
    is_another = request.form.get("confirm") == ANOTHER
    token = form.token.data or ""
    try:
        with unit.attempt():
            done = key_in(unit, engagement, topic, typed, token, is_another=is_another)
    except SeemsKnown as known:
        return _form_page(unit, engagement, form, REFUSED, known=known)
    except Refused as refusal:
        show_faults(form, refusal.faults if isinstance(refusal, Invalid) else (refusal,))
        return _form_page(unit, engagement, form, REFUSED)
    return _receipt_page(unit, engagement, topic, form, done)


def show_faults(form: KeyedForm, faults: Sequence[Fault]) -> None:
    """What a rule found, but at no field of which the form itself said that it cannot be read."""
    unread = {name for name, errors in form.errors.items() if errors}
    for fault in faults:
        if fault.field not in unread:
            form.show_fault(fault)


def _offer_topics(unit: Unit, engagement: Engagement, form: KeyedForm) -> dict[str, Topic]:
    """The public topics by address; where there is one, nobody has to choose. And where posts may
    have been found."""
    topics = {one.slug: one for one in engagements.public_topics_of(unit.session, engagement.id)}
    choices = [SelectChoice(slug, topic.title) for slug, topic in topics.items()]
    is_single = len(choices) == 1
    form.topic.choices = choices if is_single else [SelectChoice("", "Choose one"), *choices]
    listed = [SelectChoice(key, name) for key, name in platform_choices(unit.session).items()]
    form.platform.choices = [SelectChoice("", "Choose one"), *listed]
    return topics


def _form_page(
    unit: Unit,
    engagement: Engagement,
    form: KeyedForm,
    status: int = 200,
    *,
    known: SeemsKnown | None = None,
) -> ResponseReturnValue:
    """The form in one of its states; every showing carries a fresh token."""
    form.token.data = issue_form_token(unit, engagement)
    return page(
        "keyed.html",
        status,
        side=side_of(unit, engagement),
        form=form,
        action=ActionForm(formdata=None),
        known=known,
        notices=every_wording(unit, engagement.id),
        rows=queries.keyed_lately(unit.session, unit.keyring, engagement.id),
        by_channel=queries.keyed_by_channel(unit.session, engagement.id),
        may_take_back=_may_take_back(unit),
        channels=CHANNEL_CHOICES,
        channel_words=CHANNEL_WORDS,
        state_words=STATE_WORDS,
        text_length=LETTER_LENGTH,
        minutes=TAKE_BACK_PERIOD // timedelta(minutes=1),
        has_lost_files=bool(request.files)
        and any(one.filename for one in request.files.getlist("scans")),
    )


def _may_take_back(unit: Unit) -> Callable[[KeyedRow], bool]:
    """Whether the reader may still take an entry back, as the rule of it says."""

    def may(row: KeyedRow) -> bool:
        is_own = row.keyed_by_id is not None and row.keyed_by_id == unit.actor.person_id
        return is_own and row.is_untouched and unit.now < row.keyed_at + TAKE_BACK_PERIOD

    return may


def _receipt_page(
    unit: Unit, engagement: Engagement, topic: Topic, form: KeyedForm, done: Keyed
) -> ResponseReturnValue:
    is_french = form.language.data == Language.FRENCH
    notice = current_notice(unit, engagement.id, FRENCH if is_french else "")
    content = engagements.engagement_content(unit.session, engagement.published_revision_id)
    with speaking(FRENCH if is_french else ENGLISH):
        collector = unit.session.get_one(Ministry, engagement.ministry_id).said
    kept: dict[str, Any] = {name: request.form[name] for name in KEPT if request.form.get(name)}
    return page(
        "receipt_slip.html",
        side=side_of(unit, engagement),
        done=done,
        topic=topic.title,
        title=engagement.title,
        notice=notice,
        collector=collector,
        contact=content.contact,
        contact_email=question_address(unit.settings.mailbox, content),
        site=unit.settings.base_url.rstrip("/"),
        is_social=form.channel.data == Channel.SOCIAL,
        is_french=is_french,
        french_date=french_date_words(done.received_at, unit.settings.time_zone),
        next_href=url_for(".keyed", slug=engagement.slug, **kept),
        minutes=TAKE_BACK_PERIOD // timedelta(minutes=1),
    )


@blueprint.post(f"/staff/engagements/<slug>/keyed/{COMMENT}/take-back")
@staff(*KEYING_ROLES)
def take_one_back(slug: str, comment_id: int) -> ResponseReturnValue:
    unit = current_unit()
    engagement = keyable(unit, slug)
    try:
        with unit.attempt():
            take_back(unit, engagement, comment_id)
        flash(f"Comment {comment_id} is taken back.")
    except (Conflict, Refused) as refusal:
        flash(f"Comment {comment_id} stays. {refusal}", "warning")
    return redirect(url_for(".keyed", slug=slug), 303)
