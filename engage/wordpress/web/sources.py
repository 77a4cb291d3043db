"""An engagement's page on what comes to it from WordPress: categories, and what became of posts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.engagements.queries import engagement_to_change
from engage.engagements.web.blueprint import editable, side_of
from engage.updates.models import EngagementUpdate
from engage.web.access import staff
from engage.web.forms import SelectChoice
from engage.web.transaction import current_unit, no_store
from engage.wordpress.forms import LookForm, SourceForm
from engage.wordpress.models import WordPressSource
from engage.wordpress.plans import Thing
from engage.wordpress.queries.differences import open_difference
from engage.wordpress.queries.sources import (
    PostInRow,
    categories,
    counts_of,
    posts_in,
    sources_of,
)
from engage.wordpress.service.sources import (
    CHOOSING_ROLES,
    add_source,
    end_source,
    look_at_categories,
    look_now,
)
from engage.wordpress.sourcing import Becomes, InState, Note
from engage.wordpress.web.blueprint import blueprint

REFUSED: Final = 422
PAGE: Final = "/staff/engagements/<slug>/wordpress/posts"
SOURCE_ID: Final = "<number:source_id>"
STATES: Final = {
    InState.TAKEN: ("waiting", "A draft, not public"),
    InState.DIFFERS: ("not_published", "Changed on both sides"),
    InState.REFUSED: ("not_published", "Not taken"),
    InState.ELSEWHERE: ("draft", "Another source has it"),
    InState.WITHDRAWN: ("withdrawn", "Can no longer be read there"),
}
PUBLIC: Final = ("published", "Public")
CHANGED: Final = ("waiting", "Public, with a newer draft")
WITHDRAWN_HERE: Final = ("withdrawn", "A draft, taken from public view")
BECOMES: Final = {Becomes.TOPIC: "Topics", Becomes.UPDATE: "Updates"}
ASKED: Final = "WordPress is asked now. Load this page again in a moment to see the answer."


@dataclass(frozen=True)
class SourceShown:
    id: int
    name: str
    becomes: str
    since: datetime
    ended_at: datetime | None
    read_to: datetime | None
    counts: str


@dataclass(frozen=True)
class PostShown:
    """`href`: the draft here, '' for none; `difference_id` 0 where nothing waits."""

    title: str
    address: str
    modified: datetime
    phase: str
    words: str
    reason: str
    notes: tuple[str, ...]
    href: str
    difference_id: int


@blueprint.get(PAGE)
@staff(*CHOOSING_ROLES)
def sources(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, editable(unit, slug))


@blueprint.post(PAGE)
@staff(*CHOOSING_ROLES)
def choose_source(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), SourceForm()
    engagement = _to_change(unit, slug)
    chosen = form.category.data or ""
    category_id = (
        int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None
    )
    try:
        with unit.attempt():
            add_source(unit, engagement, category_id, form.becomes.data or "")
    except Refused as refusal:
        form.show_fault(refusal)
        return _page(unit, engagement, REFUSED, form)
    flash("Saved. What is in this category comes in as drafts.")
    return redirect(url_for(".sources", slug=slug), 303)


@blueprint.post(f"{PAGE}/{SOURCE_ID}/end")
@staff(*CHOOSING_ROLES)
def finish_source(slug: str, source_id: int) -> ResponseReturnValue:
    unit = current_unit()
    engagement = _to_change(unit, slug)
    try:
        end_source(unit, engagement, source_id)
    except Conflict as conflict:
        flash(str(conflict), "warning")
    else:
        flash("Nothing more comes from this category. What came stays.")
    return redirect(url_for(".sources", slug=slug), 303)


@blueprint.post(f"{PAGE}/categories")
@staff(*CHOOSING_ROLES)
def ask_categories(slug: str) -> ResponseReturnValue:
    return _asked(slug, look_at_categories)


@blueprint.post(f"{PAGE}/look")
@staff(*CHOOSING_ROLES)
def ask_posts(slug: str) -> ResponseReturnValue:
    return _asked(slug, look_now)


def _asked(slug: str, ask: Callable[[Unit, Engagement], None]) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    try:
        ask(unit, engagement)
    except Refused as refusal:
        flash(refusal.message, "warning")
    else:
        flash(ASKED)
    return redirect(url_for(".sources", slug=slug), 303)


def _to_change(unit: Unit, slug: str) -> Engagement:
    editable(unit, slug)
    return engagement_to_change(unit.session, slug)


def _page(
    unit: Unit, engagement: Engagement, status: int = 200, form: SourceForm | None = None
) -> ResponseReturnValue:
    form = form or SourceForm(formdata=None)
    known = categories(unit.session)
    form.category.choices = [
        SelectChoice("", "Choose a category"),
        *(SelectChoice(str(one.id), one.name) for one in known),
    ]
    rows = sources_of(unit.session, engagement.id)
    html = render_template(
        "wordpress/sources.html",
        side=side_of(unit, engagement),
        form=form,
        button=LookForm(formdata=None),
        seen_at=max((one.seen_at for one in known), default=None),
        has_wordpress=unit.settings.wordpress is not None,
        sources=_sources(unit, rows),
        posts=[
            _post(unit, engagement, one) for one in posts_in(unit.session, [r.id for r in rows])
        ],
    )
    return no_store(make_response(html, status))


def _sources(unit: Unit, rows: Sequence[WordPressSource]) -> list[SourceShown]:
    counts = counts_of(unit.session, [row.id for row in rows])
    shown = []
    for row in rows:
        of = {state: counts.get((row.id, state), 0) for state in InState}
        words = [
            f"{of[InState.TAKEN] + of[InState.DIFFERS]:,} taken in",
            f"{of[InState.WITHDRAWN]:,} taken down there",
            f"{of[InState.REFUSED] + of[InState.ELSEWHERE]:,} not taken",
        ]
        shown.append(
            SourceShown(
                row.id,
                row.category_name,
                BECOMES[Becomes(row.becomes)],
                row.created_at,
                row.ended_at,
                row.read_to,
                ", ".join(words),
            )
        )
    return shown


def _post(unit: Unit, engagement: Engagement, row: PostInRow) -> PostShown:
    phase, words = STATES[row.state]
    href = ""
    found: Topic | EngagementUpdate | None = None
    if row.thing == Thing.TOPIC:
        found = unit.session.get(Topic, row.local_id)
    elif row.thing == Thing.UPDATE:
        found = unit.session.get(EngagementUpdate, row.local_id)
    if found is not None and found.engagement_id == engagement.id:
        place = "topics" if row.thing == Thing.TOPIC else "updates"
        href = f"/staff/engagements/{engagement.slug}/{place}/{found.slug}"
        if row.state is InState.TAKEN:
            phase, words = _standing(found)
    difference = open_difference(unit.session, row.link_id) if href else None
    return PostShown(
        title=row.title,
        address=row.address,
        modified=row.modified,
        phase=phase,
        words=words,
        reason=row.reason,
        notes=tuple(_note(kind, of) for kind, of in row.notes),
        href=href,
        difference_id=difference.id if difference else 0,
    )


def _standing(found: Topic | EngagementUpdate) -> tuple[str, str]:
    if found.published_revision_id is None:
        return STATES[InState.TAKEN]
    if isinstance(found, EngagementUpdate) and found.withdrawn_at is not None:
        return WITHDRAWN_HERE
    return PUBLIC if found.draft_revision_id == found.published_revision_id else CHANGED


def _note(kind: str, of: str) -> str:
    words = {
        Note.PICTURE: f"A picture could not be had, so its description stands there: {of}",
        Note.NO_ALT: f"A picture has no description there. Say in the text and among the pictures"
        f" what it shows: {of}",
        Note.LEFT_OUT: f"WordPress makes this up when the page is shown, so it is left out: {of}",
        Note.SIMPLIFIED: "Some of it lost its form so that every word is kept. Compare with the"
        " post.",
        Note.TITLE_CUT: "The title is longer than ours may be, and was cut.",
    }
    return words[Note(kind)]
