"""Choosing words: the list of published comments, one of them, and words from elsewhere."""

from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Refused
from engage.core.text import plain_one_line
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.web.blueprint import side_of
from engage.reuse import service
from engage.reuse.forms import ChooseForm, ElsewhereForm, number
from engage.reuse.kinds import LANGUAGES
from engage.reuse.models import Quotation
from engage.reuse.queries import choosing as texts
from engage.reuse.queries.register import consents
from engage.reuse.reach import CHOOSING_ROLES
from engage.reuse.rules import Edit, located, ticked
from engage.reuse.sentences import Span, sentences_of
from engage.reuse.service import Place
from engage.reuse.sources import Term
from engage.reuse.web.blueprint import REFUSED, blueprint, editable, offer_places, page, topics_of
from engage.web.access import staff
from engage.web.forms import SelectChoice
from engage.web.transaction import current_unit

_ASKED: Final = 100
_LINE: Final = 80


@blueprint.get("/staff/engagements/<slug>/quotations/choose")
@staff(*CHOOSING_ROLES)
def comments_to_quote(slug: str) -> ResponseReturnValue:
    """The published comments, newest first, to search in."""
    unit = current_unit()
    engagement = editable(unit, slug)
    words = plain_one_line(request.args.get("q", ""), _ASKED)
    topic = number(request.args.get("topic"))
    rows, before = texts.published_texts(
        unit.session,
        engagement.id,
        words=words,
        topic_id=topic,
        before=number(request.args.get("before")),
    )
    older: dict[str, Any] = {"q": words or None, "topic": topic, "before": before}
    return page(
        "comments.html",
        side=side_of(unit, engagement),
        rows=rows,
        words=words,
        topic=topic,
        topics=topics_of(unit, engagement),
        older_href=url_for("reuse.comments_to_quote", slug=slug, **older) if before else "",
    )


@blueprint.get("/staff/engagements/<slug>/quotations/choose/<public_id>")
@staff(*CHOOSING_ROLES)
def choosing(slug: str, public_id: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    text = texts.published_text(unit.session, engagement.id, public_id)
    form = ChooseForm(formdata=None)
    form.show(Place(text.topic_id, None, _language(text.language)))
    return _choosing_page(unit, engagement, text, form)


@blueprint.post("/staff/engagements/<slug>/quotations/choose/<public_id>")
@staff(*CHOOSING_ROLES)
def choose(slug: str, public_id: str) -> ResponseReturnValue:
    unit, form = current_unit(), ChooseForm()
    engagement = editable(unit, slug)
    text = texts.published_text(unit.session, engagement.id, public_id)
    if not form.validate():
        return _choosing_page(unit, engagement, text, form, REFUSED)
    made: list[Quotation] = []
    try:
        with unit.attempt():
            span, edits = _chosen(form, text.body)
            made.append(service.choose(unit, engagement, text, span, edits, form.place()))
    except Refused as refused:
        form.show_fault(refused)
        return _choosing_page(unit, engagement, text, form, REFUSED)
    flash("The words are chosen. Decide now on what may give somebody away.")
    return redirect(url_for("reuse.quotation", slug=slug, quotation_id=made[0].id), 303)


@blueprint.get("/staff/engagements/<slug>/quotations/elsewhere")
@staff(*CHOOSING_ROLES)
def elsewhere(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    form = ElsewhereForm(formdata=None)
    form.language.data = "en"
    return _elsewhere_page(unit, engagement, form)


@blueprint.post("/staff/engagements/<slug>/quotations/elsewhere")
@staff(*CHOOSING_ROLES)
def bring(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), ElsewhereForm()
    engagement = editable(unit, slug)
    if not form.validate():
        return _elsewhere_page(unit, engagement, form, REFUSED)
    made: list[Quotation] = []
    try:
        with unit.attempt():
            made.append(service.bring(unit, engagement, form.elsewhere(), form.place()))
    except Refused as refused:
        form.show_fault(refused)
        return _elsewhere_page(unit, engagement, form, REFUSED)
    flash("The words are kept. Decide now on what may give somebody away.")
    return redirect(url_for("reuse.quotation", slug=slug, quotation_id=made[0].id), 303)


def _chosen(form: ChooseForm, body: str) -> tuple[Span, tuple[Edit, ...]]:
    if (form.exact.data or "").strip():
        return located(body, form.exact.data or ""), ()
    return ticked(body, form.ticked())


def _language(found: str | None) -> str:
    return found if found in LANGUAGES else "en"


def _choosing_page(
    unit: Unit,
    engagement: Engagement,
    text: texts.PublishedText,
    form: ChooseForm,
    status: int = 200,
) -> ResponseReturnValue:
    offer_places(unit, engagement, form)
    form.sentences.choices = [
        SelectChoice(str(place), text.body[start:end])
        for place, (start, end) in enumerate(sentences_of(text.body))
    ]
    return page("choose.html", status, side=side_of(unit, engagement), form=form, text=text)


def _elsewhere_page(
    unit: Unit, engagement: Engagement, form: ElsewhereForm, status: int = 200
) -> ResponseReturnValue:
    offer_places(unit, engagement, form)
    usable = [
        row
        for row in consents(unit.session, frozenset({engagement.ministry_id}))
        if not Term(row.effective_at, row.ends_at, row.withdrawn_at).why_not(unit.now)
    ]
    form.consent_id.choices = [
        SelectChoice("", "No consent: an enactment allows it"),
        *(
            SelectChoice(str(row.id), f"{row.id}: {plain_one_line(row.what, _LINE)}")
            for row in usable
        ),
    ]
    return page("elsewhere.html", status, side=side_of(unit, engagement), form=form)
