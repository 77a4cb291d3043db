"""The lists of words that staff watch for, and a box to try a sentence on them.

What is tried is shown with its matches and kept nowhere.
"""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Refused
from engage.core.text import clean_plain
from engage.core.unit import Unit
from engage.moderation.highlighting import Noticed, noticed, stretches
from engage.moderation.spam.forms import AddForm, RemoveForm, TryForm
from engage.moderation.spam.lists import (
    KEEPING_ROLES,
    MOST_WORDS,
    READING_ROLES,
    add,
    listed,
    may_keep,
    remove,
)
from engage.moderation.spam.looking import load_spotting, suspicions_of
from engage.moderation.spam.words import Kind
from engage.moderation.web.blueprint import blueprint, page
from engage.web.access import staff
from engage.web.transaction import current_unit

TRIED_LENGTH = 5_000
REFUSED = 422
WORD = "<number:word_id>"


@blueprint.get("/staff/words")
@staff(*READING_ROLES)
def words() -> ResponseReturnValue:
    return _page(current_unit(), AddForm(formdata=None), TryForm(formdata=None))


@blueprint.post("/staff/words")
@staff(*KEEPING_ROLES)
def add_words() -> ResponseReturnValue:
    unit, form = current_unit(), AddForm()
    try:
        with unit.attempt():
            new = add(unit, form.kind.data or "", form.words.data or "")
    except Refused as refusal:
        form.show_fault(refusal)
        return _page(unit, form, TryForm(formdata=None), status=REFUSED)
    flash(f"{new} {'word is' if new == 1 else 'words are'} new on the list.")
    return redirect(url_for(".words"), 303)


@blueprint.post(f"/staff/words/{WORD}/remove")
@staff(*KEEPING_ROLES)
def remove_word(word_id: int) -> ResponseReturnValue:
    remove(current_unit(), word_id)
    flash("The word is off the list.")
    return redirect(url_for(".words"), 303)


@blueprint.post("/staff/words/try")
@staff(*READING_ROLES)
def try_words() -> ResponseReturnValue:
    unit, form = current_unit(), TryForm()
    text = clean_plain((form.sentence.data or "")[: TRIED_LENGTH * 4])
    if not text or len(text) > TRIED_LENGTH:
        form.show_fault(Refused("sentence", f"Write between 1 and {TRIED_LENGTH:,} characters."))
        return _page(unit, AddForm(formdata=None), form, status=REFUSED)
    found = noticed(text, suspicions_of(text, load_spotting(unit.session)).flags)
    return _page(unit, AddForm(formdata=None), form, tried=text, found=found)


def _page(
    unit: Unit,
    form: AddForm,
    trying: TryForm,
    *,
    tried: str = "",
    found: tuple[Noticed, ...] = (),
    status: int = 200,
) -> ResponseReturnValue:
    rows = listed(unit.session)
    return page(
        "words.html",
        status,
        banned=[row for row in rows if row.kind is Kind.BANNED],
        suspect=[row for row in rows if row.kind is Kind.SUSPECT],
        may_keep=may_keep(unit),
        most=MOST_WORDS,
        form=form,
        removal=RemoveForm(formdata=None),
        trying=trying,
        tried=tried,
        found=found,
        stretches=stretches(tried, found) if tried else (),
    )
