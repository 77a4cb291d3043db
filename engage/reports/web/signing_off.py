"""The page on which a privacy officer signs off a lower threshold for one engagement (R74)."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.queries import names_of
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import NO_ENGAGEMENT, engagement_by_slug
from engage.engagements.web.blueprint import side_of
from engage.privacy.disclosure import THRESHOLD
from engage.reports import queries, service
from engage.reports.forms import SignOffForm
from engage.reports.order import LOWERED
from engage.reports.service import RELEASE_ROLES
from engage.reports.web.blueprint import CONFLICT, REFUSED, blueprint, page, refuse_no_slug
from engage.web.access import staff
from engage.web.transaction import current_unit

PAGE = "/staff/engagements/<slug>/report/threshold"


@blueprint.get(PAGE)
@staff()
def threshold(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, _found(unit, slug))


@blueprint.post(PAGE)
@staff()
def sign_threshold(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), SignOffForm()
    engagement = _found(unit, slug)
    return _done(
        unit,
        engagement,
        form,
        lambda: service.sign_off(unit, engagement, form.reason.data or ""),
        f"Signed off: reports of this engagement may show counts from {LOWERED} on.",
    )


@blueprint.post(f"{PAGE}/end")
@staff()
def end_threshold(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = _found(unit, slug)
    return _done(
        unit,
        engagement,
        SignOffForm(),
        lambda: service.end_sign_off(unit, engagement),
        f"Ended: reports that are built from now on show counts from {THRESHOLD} on.",
    )


def _found(unit: Unit, slug: str) -> Engagement:
    refuse_no_slug(slug)
    engagement = engagement_by_slug(unit.session, slug)
    reads = unit.actor.reaches(RELEASE_ROLES, engagement.ministry_id)
    if not (reads or service.may_sign(unit, engagement)):
        raise NotFound(NO_ENGAGEMENT)
    return engagement


def _done(
    unit: Unit,
    engagement: Engagement,
    form: SignOffForm,
    act: Callable[[], object],
    words: str,
) -> ResponseReturnValue:
    if not form.validate():
        return _page(unit, engagement, form, REFUSED)
    try:
        with unit.attempt():
            act()
    except Refused as refused:
        form.show_fault(refused)
        return _page(unit, engagement, form, REFUSED)
    except Conflict as conflict:
        form.form_errors.append(str(conflict))
        return _page(unit, engagement, form, CONFLICT)
    flash(words)
    return redirect(url_for(".threshold", slug=engagement.slug), 303)


def _page(
    unit: Unit, engagement: Engagement, sent: SignOffForm | None = None, status: int = 200
) -> ResponseReturnValue:
    rows = queries.sign_offs_of(unit.session, engagement.id)
    people = {row.signed_by for row in rows} | {row.signed_for for row in rows}
    people |= {row.ended_by for row in rows}
    return page(
        "threshold.html",
        status,
        side=side_of(unit, engagement),
        rows=rows,
        names=names_of(unit.session, {one for one in people if one is not None}),
        in_force=service.sign_off_in_force(unit, engagement),
        may_sign=service.may_sign(unit, engagement),
        form=sent or SignOffForm(formdata=None),
        usual=THRESHOLD,
        lowered=LOWERED,
    )
