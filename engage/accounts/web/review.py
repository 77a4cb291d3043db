"""The quarterly review of who may do what: begun, decided person by person, ended."""

from flask import flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.administrators import grant_key, grant_of
from engage.accounts.models import AccessReview
from engage.accounts.people_queries import Listed, people_in_use
from engage.accounts.queries import names_of
from engage.accounts.review_queries import open_review, past_reviews, review_due_at, verdicts
from engage.accounts.reviewing import Verdict, is_due
from engage.accounts.service.reviewing import begin_review, end_review, keep_access
from engage.accounts.web.browser import blueprint
from engage.accounts.web.confirming import confirmed
from engage.accounts.web.people import administering, ministry_names
from engage.accounts.wording import grant_words
from engage.core.errors import Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.web.access import staff
from engage.web.transaction import no_store

REVIEW = "/staff/people/review"
VERDICT_WORDS = {
    Verdict.KEPT: "Kept",
    Verdict.CHANGED: "Roles changed",
    Verdict.DISABLED: "Disabled",
}


@blueprint.get(REVIEW)
@staff(Role.ADMINISTRATOR)
def review() -> ResponseReturnValue:
    return _page(administering(), "", 200)


@blueprint.post(REVIEW)
@staff(Role.ADMINISTRATOR)
@confirmed
def review_begun() -> ResponseReturnValue:
    begin_review(administering())
    return redirect(REVIEW, 303)


@blueprint.post(f"{REVIEW}/<number:person_id>")
@staff(Role.ADMINISTRATOR)
@confirmed
def access_kept(person_id: int) -> ResponseReturnValue:
    unit = administering()
    keys = request.form.get("seen", "").split(",")
    try:
        with unit.attempt():
            keep_access(unit, person_id, [one for one in map(grant_of, keys) if one is not None])
    except Refused as refusal:
        return _page(unit, refusal.message, 422)
    return redirect(f"{REVIEW}#person-{person_id}", 303)


@blueprint.post(f"{REVIEW}/end")
@staff(Role.ADMINISTRATOR)
@confirmed
def review_ended() -> ResponseReturnValue:
    unit = administering()
    try:
        with unit.attempt():
            end_review(unit)
    except Refused as refusal:
        return _page(unit, refusal.message, 422)
    flash("The review has ended. The next one is due in a quarter.")
    return redirect(REVIEW, 303)


def _page(unit: Unit, fault: str, status: int) -> ResponseReturnValue:
    session, now = unit.session, open_review(unit.session)
    past, due = past_reviews(session), review_due_at(session)
    html = render_template(
        "accounts/review.html",
        fault=fault,
        review=now,
        rows=_rows(unit, now) if now else [],
        due=due,
        is_due=is_due(due, unit.now),
        past=past,
        names=names_of(session, {one.review.ended_by or 0 for one in past}),
        verdicts=tuple(Verdict),
        verdict_words=VERDICT_WORDS,
        own_id=unit.actor.person_id,
    )
    return no_store(make_response(html, status))


def _rows(unit: Unit, now: AccessReview) -> list[tuple[Listed, tuple[str, ...], str, str]]:
    """Each person in use: roles in words, as keys, and what was decided ('' for nothing yet);
    those about whom nothing was decided come first."""
    decided, names = verdicts(unit.session, now.id), ministry_names(unit)
    rows = [
        (
            one,
            grant_words(one.grants, names),
            ",".join(sorted(map(grant_key, one.grants))),
            VERDICT_WORDS[decided[one.person.id]] if one.person.id in decided else "",
        )
        for one in people_in_use(unit.session)
        if one.person.created_at <= now.begun_at
    ]
    return sorted(rows, key=lambda row: bool(row[3]))
