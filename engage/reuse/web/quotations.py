"""The quotations of an engagement: the list, and one with its findings and its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.queries import names_of
from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.web.blueprint import side_of
from engage.reuse import service
from engage.reuse.finding import Found
from engage.reuse.forms import (
    KEEP,
    DecideFindingsForm,
    Item,
    SecondForm,
    SeenForm,
    UseForm,
    findings_form,
)
from engage.reuse.kinds import Kind
from engage.reuse.queries.register import uses_of_quotation
from engage.reuse.queries.standing import (
    StandingQuotation,
    decisions_of,
    quotation_by_id,
    quotations_of,
)
from engage.reuse.reach import CHOOSING_ROLES, READING_ROLES
from engage.reuse.rules import Edit, State, undecided
from engage.reuse.service import Place
from engage.reuse.web.blueprint import (
    CONFLICT,
    REFUSED,
    blueprint,
    editable,
    for_readers,
    offer_places,
    page,
    standing,
)
from engage.web.access import staff
from engage.web.transaction import current_unit


@dataclass(frozen=True)
class Typed:
    """Forms that were refused, as they were typed."""

    form: DecideFindingsForm | None = None
    items: Sequence[Item] = ()
    second: SecondForm | None = None
    use: UseForm | None = None


GONE = "Somebody changed this quotation while you were reading. Here it is as it is now."


@blueprint.get("/staff/engagements/<slug>/quotations")
@staff(*READING_ROLES)
def quotations(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = for_readers(unit, slug)
    found = quotations_of(unit.session, engagement.id, unit.now)
    shown = [one for one in found if one.state not in (State.STALE, State.REMOVED)]
    return page(
        "list.html",
        side=side_of(unit, engagement),
        rows=[(one, standing(one)) for one in shown],
        stale=[one for one in found if one.state is State.STALE],
        removed=[one for one in found if one.state is State.REMOVED],
        may_choose=unit.actor.reaches(CHOOSING_ROLES, engagement.ministry_id),
        seen=SeenForm(formdata=None),
    )


@blueprint.get("/staff/engagements/<slug>/quotations/<number:quotation_id>")
@staff(*READING_ROLES)
def quotation(slug: str, quotation_id: int) -> ResponseReturnValue:
    unit = current_unit()
    engagement = for_readers(unit, slug)
    one = quotation_by_id(unit.session, engagement.id, quotation_id, unit.now)
    return quotation_page(unit, engagement, one)


@blueprint.post("/staff/engagements/<slug>/quotations/<number:quotation_id>")
@staff(*CHOOSING_ROLES)
def change_quotation(slug: str, quotation_id: int) -> ResponseReturnValue:
    """Keeps what was decided; with `then=propose` a second person is asked as well."""
    unit = current_unit()
    engagement = editable(unit, slug)
    one = quotation_by_id(unit.session, engagement.id, quotation_id, unit.now)
    items = _items(one, service.findings(unit, one))
    form = findings_form(items, one.row.language)()
    if not form.validate():
        return quotation_page(unit, engagement, one, REFUSED, Typed(form, items))
    is_asked = request.form.get("then") == "propose"

    def save() -> None:
        after = service.change(
            unit,
            engagement,
            quotation_id,
            form.edits(items),
            form.place(),
            seen=form.seen.data or 0,
            marked=form.marked(),
        )
        if is_asked:
            service.propose(unit, engagement, quotation_id, seen=after.row.revision)

    try:
        with unit.attempt():
            save()
    except Refused as refused:
        form.show_fault(refused)
        one = quotation_by_id(unit.session, engagement.id, quotation_id, unit.now)
        return quotation_page(unit, engagement, one, REFUSED, Typed(form, items))
    except Conflict:
        return _as_it_is_now(unit, engagement, quotation_id)
    flash("A second person is asked." if is_asked else "The quotation is kept.")
    return redirect(url_for("reuse.quotation", slug=slug, quotation_id=quotation_id), 303)


@blueprint.post("/staff/engagements/<slug>/quotations/<number:quotation_id>/remove")
@staff(*CHOOSING_ROLES)
def remove_quotation(slug: str, quotation_id: int) -> ResponseReturnValue:
    return _done(slug, quotation_id, service.remove, "The quotation is removed. You can undo it.")


@blueprint.post("/staff/engagements/<slug>/quotations/<number:quotation_id>/restore")
@staff(*CHOOSING_ROLES)
def restore_quotation(slug: str, quotation_id: int) -> ResponseReturnValue:
    return _done(slug, quotation_id, service.restore, "The quotation is back.")


@blueprint.post("/staff/engagements/<slug>/quotations/<number:quotation_id>/move")
@staff(*CHOOSING_ROLES)
def move_quotation(slug: str, quotation_id: int) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    is_up = request.form.get("to") != "down"
    try:
        with unit.attempt():
            service.move(unit, engagement, quotation_id, is_up=is_up)
    except Refused as refused:
        flash(refused.message, "warning")
    return redirect(url_for("reuse.quotations", slug=slug) + f"#quotation-{quotation_id}", 303)


def quotation_page(
    unit: Unit,
    engagement: Engagement,
    one: StandingQuotation,
    status: int = 200,
    typed: Typed | None = None,
    message: str = "",
) -> ResponseReturnValue:
    """One quotation with everything that may be done with it."""
    typed = typed or Typed()
    items = typed.items if typed.form else _items(one, service.findings(unit, one))
    form, second = typed.form, typed.second
    if form is None:
        form = findings_form(items, one.row.language)(formdata=None)
        form.show(Place(one.row.topic_id, one.row.theme_key, one.row.language))
        form.seen.data = one.row.revision
    offer_places(unit, engagement, form)
    if second is None:
        second = SecondForm(formdata=None)
        second.seen_hash.data = one.content_hash
    decisions = decisions_of(unit.session, one.row.id)
    ids = {row.person_id for row in decisions if row.person_id is not None}
    may_change = unit.actor.reaches(CHOOSING_ROLES, engagement.ministry_id)
    waits = one.state in (State.WAITS, State.APPROVED)
    return page(
        "quotation.html",
        status,
        side=side_of(unit, engagement),
        one=one,
        standing=standing(one),
        items=items,
        left=sum(item.is_open for item in items),
        form=form,
        second=second,
        use=typed.use or UseForm(formdata=None),
        uses=uses_of_quotation(unit.session, one.row.id),
        decisions=decisions,
        names=names_of(unit.session, ids),
        may_change=may_change and one.state not in (State.STALE, State.REMOVED),
        may_remove=may_change,
        may_decide=waits and service.may_decide(unit, engagement, one),
        may_use=may_change and one.state is State.APPROVED,
        message=message,
    )


def _done(
    slug: str, quotation_id: int, act: Callable[..., None], words: str
) -> ResponseReturnValue:
    unit, form = current_unit(), SeenForm()
    engagement = editable(unit, slug)
    try:
        with unit.attempt():
            act(unit, engagement, quotation_id, seen=form.seen.data or 0)
    except Refused as refused:
        flash(refused.message, "warning")
    except Conflict:
        return _as_it_is_now(unit, engagement, quotation_id)
    else:
        flash(words)
    return redirect(url_for("reuse.quotations", slug=slug), 303)


def _as_it_is_now(unit: Unit, engagement: Engagement, quotation_id: int) -> ResponseReturnValue:
    one = quotation_by_id(unit.session, engagement.id, quotation_id, unit.now)
    return quotation_page(unit, engagement, one, CONFLICT, message=GONE)


def _items(one: StandingQuotation, found: tuple[Found, ...]) -> list[Item]:
    """Findings and what was decided, each stretch once: a decided one shows what was decided."""
    items = [_decided(one, edit) for edit in one.edits if one.body]
    for finding in found:
        items += [
            Item(
                start,
                end,
                finding.kind,
                one.body[start:end],
                finding.suggestion,
                is_open=True,
                is_by_hand=False,
                chosen=finding.suggestion,
                reason="",
            )
            for start, end in undecided(one.body, [finding.span], one.edits)
        ]
    return sorted(items, key=lambda item: item.start)


def _decided(one: StandingQuotation, edit: Edit) -> Item:
    return Item(
        edit.start,
        edit.end,
        edit.kind,
        one.body[edit.start : edit.end],
        edit.words,
        is_open=False,
        is_by_hand=edit.kind is Kind.OTHER,
        chosen=edit.words or KEEP,
        reason=edit.reason,
    )
