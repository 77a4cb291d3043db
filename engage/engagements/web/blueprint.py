"""The blueprint, and what its pages share: the engagement, saving, what stands at the side."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.queries import names_of
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.approving import subject_by_kind, subject_of
from engage.engagements.forms.shape import RevisionForm
from engage.engagements.inbox import stray_address
from engage.engagements.models import Engagement, Revision
from engage.engagements.reach import COMMENT_READING_ROLES, EDITING_ROLES, READING_ROLES
from engage.engagements.readiness import with_new_notice
from engage.engagements.rules import Content, slug_fault
from engage.engagements.service import whats_missing
from engage.engagements.words import ShownChange, Standing, shown_changes, standing
from engage.governance.approvals.queries import standings_of
from engage.governance.approvals.rules import SubjectKind, is_approved
from engage.governance.approvals.service import may_decide
from engage.governance.rules import Missing
from engage.web.transaction import READING_METHODS, no_store

blueprint = Blueprint("engagements", __name__)

REFUSED: Final = 422
CONFLICT: Final = 409


@dataclass(frozen=True)
class Side:
    """What stands beside every page of an engagement."""

    slug: str
    title: str
    ministry: str
    standing: Standing
    is_public: bool
    has_changes: bool
    missing: tuple[Missing, ...]
    is_approved: bool
    saved: str
    may_edit: bool
    may_read_comments: bool
    warning: str = ""


@dataclass(frozen=True)
class Meanwhile:
    """What a colleague saved while somebody was writing."""

    message: str
    who: str
    changes: tuple[ShownChange, ...]


def page(template: str, status: int = 200, **context: object) -> ResponseReturnValue:
    """A staff page: drafts are nobody else's business, so no cache keeps it."""
    return no_store(make_response(render_template(f"engagements/{template}", **context), status))


def readable(unit: Unit, slug: str) -> Engagement:
    """The engagement of an address; NotFound beyond the ministries of the reader."""
    if slug_fault(slug, is_topic=False):
        raise NotFound(queries.NO_ENGAGEMENT)
    if request.method in READING_METHODS:
        found = queries.engagement_by_slug(unit.session, slug)
    else:
        found = queries.engagement_to_change(unit.session, slug)
    if not unit.actor.reaches(READING_ROLES, found.ministry_id):
        raise NotFound(queries.NO_ENGAGEMENT)
    return found


def readable_by_approvers(unit: Unit, slug: str) -> Engagement:
    """The same, also for who decides a step without any role there: a delegate, for example."""
    try:
        return readable(unit, slug)
    except NotFound:
        found = queries.engagement_by_slug(unit.session, slug)
        kinds = (SubjectKind.ENGAGEMENT, SubjectKind.RESULTS)
        subjects = [subject_by_kind(unit, found, kind) for kind in kinds]
        if not any(
            may_decide(unit, subject, step)
            for subject in subjects
            for step in standings_of(unit.session, subject)
        ):
            raise
        if request.method not in READING_METHODS:
            return queries.engagement_to_change(unit.session, slug)
        return found


def editable(unit: Unit, slug: str) -> Engagement:
    """The same for somebody who is about to change it."""
    found = readable(unit, slug)
    if not unit.actor.reaches(EDITING_ROLES, found.ministry_id):
        raise NotAllowed("You may read this engagement but not change it.")
    return found


def side_of(unit: Unit, engagement: Engagement) -> Side:
    ids = [engagement.id]
    saved = unit.session.get(Revision, engagement.draft_revision_id or 0)
    return Side(
        slug=engagement.slug,
        title=_draft_title(unit, engagement),
        ministry=queries.ministries_named(unit.session, [engagement.ministry_id])[
            engagement.ministry_id
        ],
        standing=standing(
            engagement.timing,
            unit.now,
            unit.settings.time_zone,
            was_public=engagement.published_revision_id is not None,
        ),
        is_public=engagement.published_at is not None,
        has_changes=engagement.draft_revision_id != engagement.published_revision_id
        or bool(queries.with_unpublished_topics(unit.session, ids))
        or bool(with_new_notice(unit, [engagement])),
        missing=whats_missing(unit, engagement),
        is_approved=is_approved(standings_of(unit.session, subject_of(unit, engagement))),
        saved=who_saved(unit, saved) if saved else "",
        may_edit=unit.actor.reaches(EDITING_ROLES, engagement.ministry_id),
        may_read_comments=unit.actor.reaches(COMMENT_READING_ROLES, engagement.ministry_id),
        warning=_warning(unit, engagement),
    )


def _warning(unit: Unit, engagement: Engagement) -> str:
    """What keeps nothing from being published, and should be known before it is."""
    draft = queries.engagement_content(unit.session, engagement.draft_revision_id)
    return stray_address(unit.settings.mailbox, draft, engagement.slug)


def _draft_title(unit: Unit, engagement: Engagement) -> str:
    draft = queries.engagement_content(unit.session, engagement.draft_revision_id)
    return draft.title or engagement.title


def who_saved(unit: Unit, revision: Revision) -> str:
    """The name of the person who saved a revision; the system has none."""
    if revision.created_by is None:
        return "the system"
    return names_of(unit.session, {revision.created_by}).get(revision.created_by, "a colleague")


def refusal(unit: Unit, form: RevisionForm, save: Callable[[], object]) -> tuple[int, str]:
    """Carries a use case out; (0, '') when it is done, else the status and what a conflict says.

    What was refused leaves nothing behind, and the form shows why.
    """
    try:
        with unit.attempt():
            save()
    except Refused as refused:
        form.show_fault(refused)
        return REFUSED, ""
    except Conflict as conflict:
        return CONFLICT, str(conflict)
    return 0, ""


def meanwhile(
    unit: Unit, form: RevisionForm, subject: tuple[str, int], newest: int | None, message: str
) -> Meanwhile | None:
    """What changed since the person's page was made; the form then counts as having seen it."""
    if not message:
        return None
    seen = queries.revision_of(unit.session, *subject, form.seen_revision_id.data)
    now = queries.revision_of(unit.session, *subject, newest)
    form.see(newest)
    if now is None:
        return Meanwhile(message, "", ())
    after = queries.content_of(now)
    before: Content = queries.content_of(seen) if seen else type(after)()
    changes = shown_changes(before, after, unit.settings.time_zone)
    return Meanwhile(message, who_saved(unit, now), changes)
