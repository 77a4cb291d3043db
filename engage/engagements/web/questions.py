"""The structured questions of a topic, beside its free comment (R21, R22).

The wording check looks at each before it is saved: whoever asks for personal details sees why that
matters and has to write down why it is needed, or asks in another way.
"""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.forms.questions import OrderForm, QuestionForm, typed_of
from engage.engagements.models import Engagement, Topic
from engage.engagements.questions import (
    KIND_WORDS,
    MOST_QUESTIONS,
    Question,
    QuestionKind,
    lacks,
    purpose_fault,
    unready,
)
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.readiness import purposes_of
from engage.engagements.service.asking import (
    move_question,
    question_of,
    remove_question,
    save_question,
)
from engage.engagements.shown_questions import shown_questions
from engage.engagements.web.blueprint import (
    REFUSED,
    blueprint,
    editable,
    meanwhile,
    page,
    refusal,
    side_of,
)
from engage.engagements.web.topics import find_topic
from engage.web.access import staff
from engage.web.transaction import current_unit

PLACES = {"up": -1, "down": 1}


@dataclass(frozen=True)
class Place:
    """The topic whose questions are edited, those of its draft, and the purposes of the notice."""

    engagement: Engagement
    topic: Topic
    questions: tuple[Question, ...]
    purposes: tuple[str, ...]


@blueprint.get("/staff/engagements/<slug>/topics/<topic_slug>/questions")
@staff(*EDITING_ROLES)
def questions(slug: str, topic_slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _list_page(unit, _place(unit, slug, topic_slug), OrderForm(formdata=None))


@blueprint.get("/staff/engagements/<slug>/topics/<topic_slug>/questions/new")
@staff(*EDITING_ROLES)
def new_question(slug: str, topic_slug: str) -> ResponseReturnValue:
    unit = current_unit()
    place, kind = _place(unit, slug, topic_slug), _kind()
    form = QuestionForm(formdata=None)
    form.see(place.topic.draft_revision_id)
    return _form_page(unit, place, form, Question("", kind, ""))


@blueprint.post("/staff/engagements/<slug>/topics/<topic_slug>/questions/new")
@staff(*EDITING_ROLES)
def add_question(slug: str, topic_slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _save(unit, _place(unit, slug, topic_slug), _kind(), "")


@blueprint.get("/staff/engagements/<slug>/topics/<topic_slug>/questions/<key>")
@staff(*EDITING_ROLES)
def question(slug: str, topic_slug: str, key: str) -> ResponseReturnValue:
    unit = current_unit()
    place = _place(unit, slug, topic_slug)
    found = question_of(unit, place.topic, key)
    form = QuestionForm(formdata=None, data=typed_of(found))
    form.see(place.topic.draft_revision_id)
    return _form_page(unit, place, form, found)


@blueprint.post("/staff/engagements/<slug>/topics/<topic_slug>/questions/<key>")
@staff(*EDITING_ROLES)
def change_question(slug: str, topic_slug: str, key: str) -> ResponseReturnValue:
    unit = current_unit()
    place = _place(unit, slug, topic_slug)
    return _save(unit, place, question_of(unit, place.topic, key).kind, key)


@blueprint.post("/staff/engagements/<slug>/topics/<topic_slug>/questions/<key>/order")
@staff(*EDITING_ROLES)
def order_question(slug: str, topic_slug: str, key: str) -> ResponseReturnValue:
    """Moves it up or down, or takes it out, as the button says."""
    unit, form = current_unit(), OrderForm()
    place, asked = _place(unit, slug, topic_slug), request.form.get("do", "")
    if not form.validate() or asked not in (*PLACES, "remove"):
        return _list_page(unit, place, form, REFUSED)
    seen = form.seen_revision_id.data

    def carry_out() -> None:
        if asked == "remove":
            remove_question(unit, place.engagement, place.topic, key, seen=seen)
        else:
            by = PLACES[asked]
            move_question(unit, place.engagement, place.topic, key, by, seen=seen)

    status, message = refusal(unit, form, carry_out)
    if status:
        return _list_page(unit, _place(unit, slug, topic_slug), form, status, message)
    flash("The question is taken out of the draft." if asked == "remove" else "The order is saved.")
    return redirect(_list_href(place), 303)


def _place(unit: Unit, slug: str, topic_slug: str) -> Place:
    engagement = editable(unit, slug)
    topic = find_topic(unit, engagement, topic_slug)
    content = queries.topic_content(unit.session, topic.draft_revision_id)
    return Place(engagement, topic, content.questions, purposes_of(unit, engagement))


def _list_href(place: Place) -> str:
    slug, topic_slug = place.engagement.slug, place.topic.slug
    return url_for("engagements.questions", slug=slug, topic_slug=topic_slug)


def _kind() -> QuestionKind:
    asked = request.args.get("kind", "")
    if asked not in set(QuestionKind):
        raise NotFound("There is no such kind of question.")
    return QuestionKind(asked)


def _save(unit: Unit, place: Place, kind: QuestionKind, key: str) -> ResponseReturnValue:
    form = QuestionForm()
    form.shape_for(kind)
    kept = next((one.purpose for one in place.questions if one.key == key), "")
    form.offer_purposes(place.purposes, kept)
    typed = form.question(kind, key)
    is_whole = form.validate()
    faults = lacks(typed, [one for one in place.questions if one.key != key])
    for fault in faults:
        form.show_fault(fault)
    if faults or not is_whole:
        return _form_page(unit, place, form, typed, REFUSED)
    seen = form.seen_revision_id.data
    status, message = refusal(
        unit,
        form,
        lambda: save_question(unit, place.engagement, place.topic, typed, seen_revision_id=seen),
    )
    if status:
        return _form_page(unit, place, form, typed, status, message)
    flash("The question is saved in the draft.")
    return redirect(_list_href(place), 303)


def _list_page(
    unit: Unit, place: Place, form: OrderForm, status: int = 200, conflict: str = ""
) -> ResponseReturnValue:
    newest = place.topic.draft_revision_id
    changed = meanwhile(unit, form, ("topic", place.topic.id), newest, conflict)
    form.see(newest)
    return page(
        "questions.html",
        status,
        side=side_of(unit, place.engagement),
        topic=place.topic,
        form=form,
        meanwhile=changed,
        questions=place.questions,
        shown=shown_questions(place.questions, {}, {}),
        lacking={one.key: _lacking(one, place.purposes) for one in place.questions},
        kinds=KIND_WORDS,
        may_add=len(place.questions) < MOST_QUESTIONS,
    )


def _lacking(question: Question, purposes: tuple[str, ...]) -> list[str]:
    fault = purpose_fault(question, purposes)
    return [*unready([question]), *([fault] if fault else ())]


def _form_page(
    unit: Unit,
    place: Place,
    form: QuestionForm,
    shown: Question,
    status: int = 200,
    conflict: str = "",
) -> ResponseReturnValue:
    if status == 200:
        form.shape_for(shown.kind)
        form.offer_purposes(place.purposes, shown.purpose)
    subject = ("topic", place.topic.id)
    changed = meanwhile(unit, form, subject, place.topic.draft_revision_id, conflict)
    return page(
        "question.html",
        status,
        side=side_of(unit, place.engagement),
        topic=place.topic,
        form=form,
        question=shown,
        kind_words=KIND_WORDS[shown.kind],
        elicited=shown.elicits,
        has_notice=bool(place.purposes),
        meanwhile=changed,
    )
