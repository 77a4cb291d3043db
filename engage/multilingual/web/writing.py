"""The languages of an engagement, and writing one text in one of them."""

from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.forms.shape import RevisionForm
from engage.engagements.models import Engagement
from engage.engagements.reach import EDITING_ROLES, READING_ROLES
from engage.engagements.web.blueprint import (
    CONFLICT,
    REFUSED,
    editable,
    meanwhile,
    readable,
    refusal,
    side_of,
)
from engage.engagements.web.drafting import saved_words
from engage.multilingual import queries, service
from engage.multilingual.forms import LanguageForm, TextForm, as_typed, text_form
from engage.multilingual.models import EngagementTranslation
from engage.multilingual.rules import Original, is_outdated, text_of
from engage.multilingual.tags import OFFERED, language_of
from engage.multilingual.web.blueprint import (
    blueprint,
    find_translation,
    page,
    shown,
    shown_texts,
    spoken,
)
from engage.web.access import staff
from engage.web.transaction import current_unit

CHANGED_ORIGINAL: Final = (
    "The English text was changed while you were writing. Your text is kept below: compare and"
    " save. Words for a choice that is gone are not among them."
)


@blueprint.get("/staff/engagements/<slug>/translations")
@staff(*READING_ROLES)
def translations(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _list(unit, readable(unit, slug), LanguageForm(formdata=None))


@blueprint.post("/staff/engagements/<slug>/translations")
@staff(*EDITING_ROLES)
def add_translation(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), LanguageForm()
    engagement = editable(unit, slug)
    if not form.validate():
        return _list(unit, engagement, form, REFUSED)
    made: list[EngagementTranslation] = []
    try:
        made.append(service.add_translation(unit, engagement, form.language.data or ""))
    except Refused as refused:
        form.show_fault(refused)
        return _list(unit, engagement, form, REFUSED)
    flash("The language is added. Nothing of it is public yet.")
    href = url_for("multilingual.translation", slug=slug, tag=made[0].language)
    return redirect(href, 303)


@blueprint.get("/staff/engagements/<slug>/translations/<tag>")
@staff(*READING_ROLES)
def translation(slug: str, tag: str) -> ResponseReturnValue:
    unit = current_unit()
    return _overview(unit, readable(unit, slug), tag)


@blueprint.get("/staff/engagements/<slug>/translations/<tag>/texts/<key>")
@staff(*EDITING_ROLES)
def translated_text(slug: str, tag: str, key: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    found = find_translation(unit, engagement, tag)
    original = _original(unit, engagement, key)
    content = queries.translation_content(unit.session, found.draft_revision_id)
    form = text_form(original, spoken(found))(formdata=None, data=as_typed(text_of(content, key)))
    form.see(found.draft_revision_id)
    form.read_beside(original)
    return _text_page(unit, engagement, found, original, form)


@blueprint.post("/staff/engagements/<slug>/translations/<tag>/texts/<key>")
@staff(*EDITING_ROLES)
def save_translated_text(slug: str, tag: str, key: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    found = find_translation(unit, engagement, tag)
    original = _original(unit, engagement, key)
    form = text_form(original, spoken(found))()
    if not form.validate():
        return _text_page(unit, engagement, found, original, form, (REFUSED, ""))
    if not form.read_beside(original):
        form.form_errors.append(CHANGED_ORIGINAL)
        return _text_page(unit, engagement, found, original, form, (CONFLICT, ""))
    seen = form.seen_revision_id.data
    written = [form.text(key)]
    status, message = refusal(
        unit,
        form,
        lambda: service.save_translation(unit, engagement, found, written, seen_revision_id=seen),
    )
    if status:
        return _text_page(unit, engagement, found, original, form, (status, message))
    flash(saved_words(seen, found.draft_revision_id))
    return redirect(url_for("multilingual.translation", slug=slug, tag=tag), 303)


@blueprint.post("/staff/engagements/<slug>/translations/<tag>/texts/<key>/confirm")
@staff(*EDITING_ROLES)
def confirm_text(slug: str, tag: str, key: str) -> ResponseReturnValue:
    unit, sent = current_unit(), RevisionForm()
    engagement = editable(unit, slug)
    found = find_translation(unit, engagement, tag)
    seen = sent.seen_revision_id.data
    try:
        with unit.attempt():
            service.confirm_text(unit, engagement, found, key, seen_revision_id=seen)
    except Conflict as conflict:
        return _overview(unit, engagement, tag, CONFLICT, str(conflict))
    flash("It is noted that the translation fits the text of today.")
    return redirect(url_for("multilingual.translation", slug=slug, tag=tag), 303)


def _list(
    unit: Unit, engagement: Engagement, form: LanguageForm, status: int = 200
) -> ResponseReturnValue:
    rows = queries.translations_of(unit.session, engagement.id)
    begun = {row.language for row in rows}
    return page(
        "list.html",
        status,
        side=side_of(unit, engagement),
        rows=[shown(engagement, row) for row in rows],
        offered=[language_of(tag) for tag in OFFERED if tag not in begun],
        form=form,
    )


def _overview(
    unit: Unit, engagement: Engagement, tag: str, status: int = 200, message: str = ""
) -> ResponseReturnValue:
    found = find_translation(unit, engagement, tag)
    content = queries.translation_content(unit.session, found.draft_revision_id)
    seen = RevisionForm(formdata=None)
    seen.see(found.draft_revision_id)
    return page(
        "translation.html",
        status,
        side=side_of(unit, engagement),
        translation=shown(engagement, found),
        texts=shown_texts(queries.drafted_originals(unit.session, engagement), content),
        form=seen,
        message=message,
    )


def _text_page(
    unit: Unit,
    engagement: Engagement,
    found: EngagementTranslation,
    original: Original,
    form: TextForm,
    answer: tuple[int, str] = (200, ""),
) -> ResponseReturnValue:
    """`answer`: the status, and what is in conflict."""
    status, conflict = answer
    content = queries.translation_content(unit.session, found.draft_revision_id)
    subject = ("translation", found.id)
    return page(
        "text.html",
        status,
        side=side_of(unit, engagement),
        translation=shown(engagement, found),
        original=original,
        is_outdated=is_outdated(original, text_of(content, original.key)),
        form=form,
        action=request.path,
        meanwhile=meanwhile(unit, form, subject, found.draft_revision_id, conflict),
    )


def _original(unit: Unit, engagement: Engagement, key: str) -> Original:
    for one in queries.drafted_originals(unit.session, engagement):
        if one.key == key:
            return one
    raise NotFound(queries.NO_TRANSLATION)
