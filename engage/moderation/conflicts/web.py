"""Where staff declare a conflict of interest, see their own, and leads those of their engagements.

The reason is shown to the person and to leads and administrators of the ministry, and to nobody
else. No address names a person.
"""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.crypto import Undecryptable
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import (
    NO_ENGAGEMENT,
    engagement_by_slug,
    engagements_within,
    topics_of,
)
from engage.engagements.reach import READING_ROLES
from engage.engagements.rules import slug_fault
from engage.governance.conduct.rules import LEAD_ROLES, REASON_LENGTH
from engage.governance.conduct.service import may_end, may_read_reason, see_conflict, words_of
from engage.governance.conduct.service.conflicts import NO_CONFLICT
from engage.moderation.conflicts.forms import WHOLE, DeclareForm, EndForm, SeenForm
from engage.moderation.conflicts.queries import (
    Named,
    named,
    of_others,
    of_person,
    staff_reaching,
)
from engage.moderation.conflicts.service import declare, end
from engage.web.access import staff
from engage.web.forms import SelectChoice
from engage.web.transaction import current_unit, no_store

blueprint = Blueprint("conflicts", __name__)

REFUSED: Final = 422
CONFLICT: Final = 409
NUMBER: Final = "<number:conflict_id>"
UNREADABLE: Final = "The key for this text is not here, so it cannot be read."
NOBODY: Final = frozenset[int]()


@dataclass(frozen=True)
class Shown:
    """A conflict as its reader sees it."""

    named: Named
    reason: str
    ended_reason: str
    may_end: bool

    @property
    def is_recorded(self) -> bool:
        """Whether somebody else recorded it."""
        return self.named.row.declared_by != self.named.row.person_id


@blueprint.get("/staff/conflicts")
@staff()
def conflicts() -> ResponseReturnValue:
    unit = current_unit()
    person_id = unit.actor.person_id or 0
    leads = unit.actor.ministries(LEAD_ROLES)
    others = of_others(unit.session, within=leads, but=person_id) if leads != NOBODY else ()
    return _page(
        "list.html",
        own=[_shown(unit, one) for one in of_person(unit.session, person_id)],
        others=[_shown(unit, one) for one in others],
        leads=leads != NOBODY,
        seen_form=SeenForm(formdata=None),
    )


@blueprint.get("/staff/conflicts/new")
@staff()
def declare_page() -> ResponseReturnValue:
    unit = current_unit()
    if not request.args.get("engagement"):
        within = unit.actor.ministries(READING_ROLES)
        return _page("choose.html", engagements=engagements_within(unit.session, within))
    return _declare_page(unit, _engagement(unit), DeclareForm(formdata=None))


@blueprint.post("/staff/conflicts/new")
@staff()
def declare_sent() -> ResponseReturnValue:
    unit, form = current_unit(), DeclareForm()
    engagement = _engagement(unit)
    about = form.about.data or ""
    try:
        if about != WHOLE and not _number(about):
            raise Refused("about", "Choose the whole engagement or one of its topics.")
        with unit.attempt():
            declare(
                unit,
                engagement,
                _number(about) or None,
                form.reason.data or "",
                person_id=_number(form.person.data or "") or None,
            )
    except Refused as refusal:
        form.show_fault(refusal)
        return _declare_page(unit, engagement, form, REFUSED)
    except Conflict as conflict:
        form.show_fault(Refused("", str(conflict)))
        return _declare_page(unit, engagement, form, CONFLICT)
    flash("The conflict of interest is declared. It holds from now on, until it is ended.")
    return redirect(url_for(".conflicts"), 303)


@blueprint.get(f"/staff/conflicts/{NUMBER}/end")
@staff()
def end_form(conflict_id: int) -> ResponseReturnValue:
    return _end_page(_ending(current_unit(), conflict_id), EndForm(formdata=None))


@blueprint.post(f"/staff/conflicts/{NUMBER}/end")
@staff()
def end_sent(conflict_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), EndForm()
    shown = _ending(unit, conflict_id)
    try:
        with unit.attempt():
            end(unit, conflict_id, form.reason.data or "")
    except Refused as refusal:
        form.show_fault(refusal)
        return _end_page(shown, form, REFUSED)
    except Conflict as conflict:
        form.show_fault(Refused("", str(conflict)))
        return _end_page(shown, form, CONFLICT)
    flash("The conflict of interest is ended. It stays on record.")
    return redirect(url_for(".conflicts"), 303)


@blueprint.post(f"/staff/conflicts/{NUMBER}/seen")
@staff()
def seen(conflict_id: int) -> ResponseReturnValue:
    see_conflict(current_unit(), conflict_id)
    return redirect(url_for(".conflicts"), 303)


def _engagement(unit: Unit) -> Engagement:
    slug = request.args.get("engagement", "")
    if slug_fault(slug, is_topic=False):
        raise NotFound(NO_ENGAGEMENT)
    found = engagement_by_slug(unit.session, slug)
    if not unit.actor.reaches(READING_ROLES, found.ministry_id):
        raise NotFound(NO_ENGAGEMENT)
    return found


def _ending(unit: Unit, conflict_id: int) -> Shown:
    """One that the reader may know of; raises NotFound."""
    found = named(unit.session, conflict_id)
    if found is None or not may_read_reason(unit, found.row, found.ministry_id):
        raise NotFound(NO_CONFLICT)
    return _shown(unit, found)


def _shown(unit: Unit, one: Named) -> Shown:
    try:
        reason, ended = words_of(unit, one.row)
    except Undecryptable:
        reason, ended = UNREADABLE, ""
    stands = one.row.ended_at is None
    return Shown(one, reason, ended, stands and may_end(unit, one.row, one.ministry_id))


def _number(text: str) -> int:
    """0 for what is no number of a row."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _declare_page(
    unit: Unit, engagement: Engagement, form: DeclareForm, status: int = 200
) -> ResponseReturnValue:
    topics = topics_of(unit.session, engagement.id)
    form.about.choices = [
        SelectChoice(WHOLE, "The whole engagement"),
        *(SelectChoice(str(topic.id), f"The topic “{topic.title}”") for topic in topics),
    ]
    may_record = unit.actor.reaches(LEAD_ROLES, engagement.ministry_id)
    people = staff_reaching(unit.session, engagement.ministry_id) if may_record else {}
    form.person.choices = [
        SelectChoice("", "Myself"),
        *(SelectChoice(str(one), name) for one, name in people.items() if one != _me(unit)),
    ]
    return _page(
        "declare.html",
        status,
        engagement=engagement,
        form=form,
        may_record=may_record,
        length=REASON_LENGTH,
    )


def _end_page(shown: Shown, form: EndForm, status: int = 200) -> ResponseReturnValue:
    return _page("end.html", status, shown=shown, form=form, length=REASON_LENGTH)


def _me(unit: Unit) -> int | None:
    return unit.actor.person_id


def _page(template: str, status: int = 200, **context: Any) -> ResponseReturnValue:
    """A page with words of people on it: no cache keeps it."""
    return no_store(make_response(render_template(f"conflicts/{template}", **context), status))
