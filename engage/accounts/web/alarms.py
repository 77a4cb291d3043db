"""Alarms about signing in, for administrators of everything: what happened, and 'seen'."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import flash, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from engage.accounts.queries import names_of, newest_alarms
from engage.accounts.service.alarm import see_alarm
from engage.accounts.web.browser import blueprint
from engage.accounts.wording import alarm_words
from engage.core.permissions import Role
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store

ALARMS: Final = "/staff/alarms"


@dataclass(frozen=True)
class AlarmRow:
    """One alarm, in words; `seen_by` is a name."""

    id: int
    raised_at: datetime
    words: str
    advice: str
    seen_at: datetime | None
    seen_by: str


@blueprint.get(ALARMS)
@staff(Role.ADMINISTRATOR)
def sign_in_alarms() -> ResponseReturnValue:
    unit = current_unit()
    unit.actor.require(Role.ADMINISTRATOR)
    alarms = newest_alarms(unit.session)
    people = {each.person_id for each in alarms} | {each.seen_by for each in alarms}
    names = names_of(unit.session, {each for each in people if each is not None})
    rows = []
    for each in alarms:
        words, advice = alarm_words(each.kind, each.failures, names.get(each.person_id or 0, ""))
        seen_by = names.get(each.seen_by or 0, "")
        rows.append(AlarmRow(each.id, each.raised_at, words, advice, each.seen_at, seen_by))
    html = render_template("accounts/alarms.html", rows=rows)
    return no_store(make_response(html))


@blueprint.post(f"{ALARMS}/<number:alarm_id>/seen")
@staff(Role.ADMINISTRATOR)
def alarm_seen(alarm_id: int) -> ResponseReturnValue:
    see_alarm(current_unit(), alarm_id)
    flash("Noted. The alarm no longer waits for anybody.")
    return redirect(ALARMS, 303)
