"""The page of one release: its record, what it says otherwise, and withdrawing it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.queries import names_of
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.web.blueprint import side_of
from engage.governance.approvals.words import STEP_WORDS
from engage.reports import queries, service
from engage.reports.forms import WithdrawForm
from engage.reports.queries import Released
from engage.reports.service import RELEASE_ROLES, WITHDRAWING_ROLES
from engage.reports.service.releasing import NO_RELEASE
from engage.reports.web.blueprint import (
    CONFLICT,
    NUMBER,
    REFUSED,
    blueprint,
    page,
    refuse_no_slug,
)
from engage.reports.web.listing import gone_of
from engage.web.access import staff
from engage.web.transaction import current_unit

PAGE = f"/staff/engagements/<slug>/releases/{NUMBER}"


@blueprint.get(PAGE)
@staff(*RELEASE_ROLES)
def release_page(slug: str, number: int) -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, *_found(unit, slug, number))


@blueprint.post(f"{PAGE}/withdraw")
@staff(*WITHDRAWING_ROLES)
def withdraw_release(slug: str, number: int) -> ResponseReturnValue:
    unit, form = current_unit(), WithdrawForm()
    engagement, found = _found(unit, slug, number)
    if not form.validate():
        return _page(unit, engagement, found, form, REFUSED)
    try:
        with unit.attempt():
            count = service.withdraw(
                unit,
                found.release.id,
                form.reason.data or "",
                with_earlier=bool(form.with_earlier.data),
                deletes=bool(form.deletes.data),
            )
    except Refused as refused:
        form.show_fault(refused)
        return _page(unit, engagement, found, form, REFUSED)
    except Conflict as conflict:
        form.form_errors.append(str(conflict))
        return _page(unit, engagement, found, form, CONFLICT)
    what = "The release is" if count == 1 else f"{count} releases are"
    flash(f"{what} withdrawn: no file is handed out any more.")
    return redirect(url_for(".release_page", slug=slug, number=number), 303)


@blueprint.get(f"{PAGE}/changes")
@staff(*RELEASE_ROLES)
def release_changes(slug: str, number: int) -> ResponseReturnValue:
    unit = current_unit()
    engagement, found = _found(unit, slug, number)
    if found.release.corrects is None:
        raise NotFound(NO_RELEASE)
    before = queries.release_by_number(unit.session, engagement.id, found.release.corrects)
    if before is None:
        raise NotFound(NO_RELEASE)
    return page(
        "changes.html",
        side=side_of(unit, engagement),
        one=found,
        compared=service.compared(unit, before, found.release),
    )


def _found(unit: Unit, slug: str, number: int) -> tuple[Engagement, Released]:
    refuse_no_slug(slug)
    engagement = service.engagement_with_releases(unit, slug)
    for one in queries.releases(unit.session, engagement_id=engagement.id):
        if one.release.number == number:
            return engagement, one
    raise NotFound(NO_RELEASE)


def _page(
    unit: Unit,
    engagement: Engagement,
    found: Released,
    sent: WithdrawForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    approvals = queries.approvals_in(found.release)
    people = {one.person_id for one in approvals} | {one.for_person_id for one in approvals}
    return page(
        "release.html",
        status,
        side=side_of(unit, engagement),
        one=found,
        approvals=approvals,
        names=names_of(unit.session, {one for one in people if one is not None}),
        approval_words={step.value: words for step, words in STEP_WORDS.items()},
        is_gone=found.release.id in gone_of(unit, [found]),
        may_withdraw=unit.actor.reaches(WITHDRAWING_ROLES, engagement.ministry_id),
        may_build=service.may_build(unit, engagement),
        form=sent or WithdrawForm(formdata=None),
    )
