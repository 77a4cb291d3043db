"""Staff pages of names that refused a report: ask whether one may pass, decide, take it back.

A name is on a page only in the answer to 'Show the name', which is in the audit. No address, flash
or list holds one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import NO_ENGAGEMENT
from engage.engagements.rules import slug_fault
from engage.engagements.web.blueprint import side_of
from engage.reports.passing import queries, service
from engage.reports.passing.forms import AskForm, DecideForm, RevokeForm, ShowForm
from engage.reports.passing.models import NameHit, NamePass
from engage.reports.passing.rules import (
    ASKING_ROLES,
    GRANTING_ROLES,
    GROUND_WORDS,
    REASON_LENGTH,
    SEEING_ROLES,
    Ground,
    State,
)
from engage.web.access import staff
from engage.web.forms import Form
from engage.web.transaction import current_unit, no_store

blueprint = Blueprint("passing", __name__)

REFUSED: Final = 422
CONFLICT: Final = 409
PAGE: Final = "/staff/engagements/<slug>/report/names"
HIT: Final = f"{PAGE}/refused/<number:hit_id>"
PASS: Final = f"{PAGE}/<number:pass_id>"
NOT_STORED: Final = "This name is no longer stored here. The pass can be revoked, not judged again."
STATE_WORDS: Final = {
    State.ASKED: "Waits for a second person",
    State.GRANTED: "May pass",
    State.DECLINED: "May not pass",
    State.REVOKED: "No longer passes",
}
STATE_DRAWINGS: Final = {
    State.ASKED: "waiting",
    State.GRANTED: "published",
    State.DECLINED: "not_published",
    State.REVOKED: "withdrawn",
}


@dataclass(frozen=True)
class Listed:
    """A pass as its reader sees it, without the name."""

    row: NamePass
    state: State
    asked_by: str
    granted_by: str
    ended_by: str
    may_decide: bool

    @property
    def ground_words(self) -> str:
        return GROUND_WORDS[Ground(self.row.ground)]


@blueprint.get(PAGE)
@staff(*SEEING_ROLES)
def names(slug: str) -> ResponseReturnValue:
    unit, engagement = _found(slug)
    passes = _listed(unit, engagement, queries.passes_of(unit.session, engagement.id))
    standing = {one.row.name_index: one for one in passes if one.row.ended_at is None}
    return _page(
        "names.html",
        unit,
        engagement,
        hits=[
            (hit, standing.get(hit.name_index))
            for hit in queries.last_hits(unit.session, engagement.id)
        ],
        passes=passes,
        may_ask=service.may_ask(unit, engagement),
    )


@blueprint.get(f"{HIT}/ask")
@staff(*SEEING_ROLES)
def ask_page(slug: str, hit_id: int) -> ResponseReturnValue:
    unit, engagement = _found(slug)
    return _ask_page(unit, engagement, _hit(unit, engagement, hit_id), AskForm(formdata=None))


@blueprint.post(f"{HIT}/ask")
@staff(*ASKING_ROLES)
def ask_sent(slug: str, hit_id: int) -> ResponseReturnValue:
    unit, engagement = _found(slug)
    form, hit = AskForm(), _hit(unit, engagement, hit_id)

    def ask() -> object:
        return service.ask(unit, engagement, hit.id, form.ground.data or "", form.reason.data or "")

    status = _tried(unit, form, ask)
    if status:
        return _ask_page(unit, engagement, hit, form, status)
    flash("You asked that this name may pass. A second person decides.")
    return redirect(url_for(".names", slug=slug), 303)


@blueprint.post(f"{HIT}/show")
@staff(*SEEING_ROLES)
def show_hit(slug: str, hit_id: int) -> ResponseReturnValue:
    unit, engagement = _found(slug)
    name = service.show_hit(unit, engagement, hit_id) or NOT_STORED
    hit = _hit(unit, engagement, hit_id)
    return _ask_page(unit, engagement, hit, AskForm(formdata=None), name=name)


@blueprint.get(PASS)
@staff(*SEEING_ROLES)
def one_name(slug: str, pass_id: int) -> ResponseReturnValue:
    unit, engagement = _found(slug)
    return _pass_page(unit, engagement, pass_id)


@blueprint.post(f"{PASS}/show")
@staff(*SEEING_ROLES)
def show_pass(slug: str, pass_id: int) -> ResponseReturnValue:
    unit, engagement = _found(slug)
    name = service.show_pass(unit, engagement, pass_id) or NOT_STORED
    return _pass_page(unit, engagement, pass_id, name=name)


@blueprint.post(f"{PASS}/decide")
@staff(*GRANTING_ROLES)
def decide(slug: str, pass_id: int) -> ResponseReturnValue:
    unit, engagement = _found(slug)
    form = DecideForm()

    def act() -> object:
        if form.decision.data == "grant":
            return service.grant(unit, engagement, pass_id)
        if form.decision.data == "decline":
            return service.decline(unit, engagement, pass_id, form.reason.data or "")
        raise Refused("decision", "Choose whether this name may pass.")

    status = _tried(unit, form, act)
    if status:
        return _pass_page(unit, engagement, pass_id, status, decide_form=form)
    granted = form.decision.data == "grant"
    flash("The name may pass. Build the report again." if granted else "The name may not pass.")
    return redirect(url_for(".names", slug=slug), 303)


@blueprint.post(f"{PASS}/revoke")
@staff(*SEEING_ROLES)
def revoke(slug: str, pass_id: int) -> ResponseReturnValue:
    unit, engagement = _found(slug)
    form = RevokeForm()

    def act() -> object:
        return service.revoke(unit, engagement, pass_id, form.reason.data or "")

    status = _tried(unit, form, act)
    if status:
        return _pass_page(unit, engagement, pass_id, status, revoke_form=form)
    flash("The name no longer passes. Reports that were released stay as they are.")
    return redirect(url_for(".names", slug=slug), 303)


def _found(slug: str) -> tuple[Unit, Engagement]:
    if slug_fault(slug, is_topic=False):
        raise NotFound(NO_ENGAGEMENT)
    unit = current_unit()
    return unit, service.readable_engagement(unit, slug)


def _hit(unit: Unit, engagement: Engagement, hit_id: int) -> NameHit:
    return queries.hit_by_id(unit.session, engagement.id, hit_id)


def _tried(unit: Unit, form: Form, act: Callable[[], object]) -> int:
    """0 when it was done, else the status of the page that shows the form again."""
    try:
        with unit.attempt():
            act()
    except Refused as refusal:
        form.show_fault(refusal)
        return REFUSED
    except Conflict as conflict:
        form.show_fault(Refused("", str(conflict)))
        return CONFLICT
    return 0


def _listed(unit: Unit, engagement: Engagement, rows: Any) -> list[Listed]:
    people = {one for row in rows for one in (row.asked_by, row.granted_by, row.ended_by) if one}
    words = queries.names_of(unit.session, people)
    return [
        Listed(
            row,
            service.state_of(row),
            words.get(row.asked_by, ""),
            words.get(row.granted_by, ""),
            words.get(row.ended_by, ""),
            service.state_of(row) is State.ASKED and service.may_grant(unit, engagement, row),
        )
        for row in rows
    ]


def _ask_page(
    unit: Unit,
    engagement: Engagement,
    hit: NameHit,
    form: AskForm,
    status: int = 200,
    name: str = "",
) -> ResponseReturnValue:
    standing = queries.standing_pass(unit.session, engagement.id, hit.name_index)
    return _page(
        "ask.html",
        unit,
        engagement,
        status,
        hit=hit,
        form=form,
        name=name,
        show_form=ShowForm(formdata=None),
        may_ask=service.may_ask(unit, engagement) and standing is None,
        standing=standing,
    )


def _pass_page(
    unit: Unit,
    engagement: Engagement,
    pass_id: int,
    status: int = 200,
    *,
    name: str = "",
    decide_form: DecideForm | None = None,
    revoke_form: RevokeForm | None = None,
) -> ResponseReturnValue:
    (one,) = _listed(unit, engagement, [queries.pass_by_id(unit.session, engagement.id, pass_id)])
    return _page(
        "pass.html",
        unit,
        engagement,
        status,
        one=one,
        name=name,
        show_form=ShowForm(formdata=None),
        decide_form=decide_form or DecideForm(formdata=None),
        revoke_form=revoke_form or RevokeForm(formdata=None),
        form=decide_form or revoke_form,
    )


def _page(
    template: str, unit: Unit, engagement: Engagement, status: int = 200, **context: Any
) -> ResponseReturnValue:
    html = render_template(
        f"passing/{template}",
        side=side_of(unit, engagement),
        engagement=engagement,
        state_words=STATE_WORDS,
        state_drawings=STATE_DRAWINGS,
        length=REASON_LENGTH,
        **context,
    )
    return no_store(make_response(html, status))
