"""Staff pages of records: what is filed, filing it, packages and their download."""

from contextvars import Context
from typing import Final

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import NotFound, Refused
from engage.engagements.models import Engagement
from engage.engagements.planning.queries import planning_content
from engage.engagements.planning.schedules import schedule_words
from engage.engagements.queries import NO_ENGAGEMENT
from engage.engagements.rules import slug_fault
from engage.engagements.web.blueprint import REFUSED, side_of
from engage.records import keeping, queries, service
from engage.records.forms import FilingForm
from engage.records.rules import UNDER_WAY, State
from engage.records.service import ROLES
from engage.web.access import staff
from engage.web.transaction import EngageFlask, current_unit, engage_app, no_store

blueprint = Blueprint("records", __name__)

PACKAGE: Final = "<number:package_id>"
OK: Final = 200
STATE_WORDS: Final = {
    State.QUEUED: "Waits to be made",
    State.BUILDING: "Is being made",
    State.READY: "Ready",
    State.FAILED: "Could not be made",
    State.DELETED: "Deleted after its time",
}
STATE_DRAWINGS: Final = {
    State.QUEUED: "waiting",
    State.BUILDING: "waiting",
    State.READY: "published",
    State.FAILED: "closed",
    State.DELETED: "closed",
}


def public_pages(app: EngageFlask, addresses: list[str]) -> dict[str, bytes]:
    """The public pages as a reader would get them now; addresses without a page are left out.

    They are asked for in a context of their own: within a request Flask would lend them its unit.
    """
    client, base = app.test_client(use_cookies=False), app.units.settings.base_url
    apart = Context()
    answers = {
        address: apart.run(client.get, address, base_url=base) for address in sorted(addresses)
    }
    return {
        address: answer.get_data()
        for address, answer in answers.items()
        if answer.status_code == OK
    }


@blueprint.get("/staff/records")
@staff(*ROLES)
def all_records() -> ResponseReturnValue:
    unit = current_unit()
    listed = queries.engagements_with_filings(unit.session, unit.actor.ministries(ROLES))
    return no_store(make_response(render_template("records/all_records.html", listed=listed)))


@blueprint.get("/staff/engagements/<slug>/records")
@staff(*ROLES)
def engagement_records(slug: str) -> ResponseReturnValue:
    return _page(_engagement(slug), FilingForm(formdata=None))


@blueprint.post("/staff/engagements/<slug>/records")
@staff(*ROLES)
def file_records(slug: str) -> ResponseReturnValue:
    app, form = engage_app(), FilingForm()
    # The pages are asked for before anything is written here: they are read as by a stranger.
    with app.units.reading(current_unit().actor) as reading:
        _refuse_no_slug(slug)
        engagement = service.reachable_engagement(reading, slug)
        addresses = service.public_addresses(reading, engagement)
    unit = current_unit()
    if not form.validate():
        return _page(_engagement(slug), form, REFUSED)
    pages = public_pages(app, addresses)
    try:
        with unit.attempt():
            filing = service.file_records(
                unit, slug, form.file_number.data or "", form.filed_on.data, pages
            )
    except Refused as refusal:
        form.show_fault(refusal)
        return _page(_engagement(slug), form, REFUSED)
    flash(f"The records are filed under {filing.file_number}.")
    return redirect(url_for(".engagement_records", slug=slug), 303)


@blueprint.post("/staff/engagements/<slug>/records/package")
@staff(*ROLES)
def request_open(slug: str) -> ResponseReturnValue:
    return _request(slug, with_restricted=False)


@blueprint.post("/staff/engagements/<slug>/records/whole-package")
@staff(*service.RESTRICTED_ROLES)
def request_whole(slug: str) -> ResponseReturnValue:
    return _request(slug, with_restricted=True)


@blueprint.get(f"/staff/records/{PACKAGE}")
@staff(*ROLES)
def download(package_id: int) -> ResponseReturnValue:
    app, actor = engage_app(), current_unit().actor
    with app.units.writing(actor) as unit:
        package, name = service.download(unit, package_id)
        size = package.size or 0
    response = Response(
        keeping.streamed(app.units, package_id, size), content_type="application/zip"
    )
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return no_store(response)


def _request(slug: str, *, with_restricted: bool) -> ResponseReturnValue:
    unit = current_unit()
    _refuse_no_slug(slug)
    try:
        with unit.attempt():
            service.request_package(unit, slug, with_restricted=with_restricted)
        flash("The package is being made. Load this page again to see it.")
    except Refused as refusal:
        flash(refusal.message, "warning")
    return redirect(url_for(".engagement_records", slug=slug), 303)


def _engagement(slug: str) -> Engagement:
    _refuse_no_slug(slug)
    return service.reachable_engagement(current_unit(), slug)


def _refuse_no_slug(slug: str) -> None:
    if slug_fault(slug, is_topic=False):
        raise NotFound(NO_ENGAGEMENT)


def _page(engagement: Engagement, form: FilingForm, status: int = OK) -> ResponseReturnValue:
    unit = current_unit()
    filings = queries.filings_of(unit.session, engagement.id)
    packages = queries.packages_of(unit.session, [filing.id for filing in filings])
    classification = planning_content(unit.session, engagement).classification
    html = render_template(
        "records/engagement_records.html",
        side=side_of(unit, engagement),
        engagement=engagement,
        form=form,
        obstacles=service.obstacles(unit, engagement),
        classification=schedule_words(classification),
        filings=filings,
        packages=packages,
        is_under_way=any(package.state in UNDER_WAY for package in packages),
        may_have_restricted=service.may_have_restricted(unit.actor, engagement),
        state_words=STATE_WORDS,
        state_drawings=STATE_DRAWINGS,
    )
    return no_store(make_response(html, status))
