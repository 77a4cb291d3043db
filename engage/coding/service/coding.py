"""Coding a comment, and taking one's last coding back.

Only the text that is public is read and coded. What a coder saw travels with the form: the version,
a mark of the text and the standing; when any of it is another by now, nothing is saved and the
coder is told what happened (R78).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert, select

from engage.accounts.queries import names_of
from engage.coding.models import (
    Codebook,
    CodedComment,
    CodingStep,
    CodingTheme,
    CommentCoding,
    Theme,
)
from engage.coding.rules.codebook import NO_THEME, NOTE_LENGTH
from engage.coding.rules.settling import Choice, How, State
from engage.coding.service.deriving import choices_of, derive
from engage.coding.service.reach import require_coder, shared_codebook
from engage.comments.models import Comment, CommentText
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.text import clean_plain
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.governance.conduct.service import refuse_in_conflict

NO_COMMENT: Final = "There is no such comment in this engagement, or it is not public."
CHOOSE: Final = "Choose a theme, or say that no theme fits."
ONE_OF_BOTH: Final = "Either themes fit or none does. Clear one of the two."
NOTE_TOO_LONG: Final = f"Use {NOTE_LENGTH:,} characters or fewer for the note."
TAKEN_DOWN: Final = "This comment is not public any more, so there is nothing to code."
TEXT_CHANGED: Final = "The text of this comment has changed meanwhile. Read it and code it again."
SETTLED_BY_RULING: Final = (
    "A disagreement about this comment was settled. Its codes are changed where it was settled."
)
NOTHING_TO_UNDO: Final = "There is nothing of yours to undo here."
CHANGED_SINCE: Final = "This coding has changed since, so it cannot be undone. Code it anew."
MARK_LENGTH: Final = 16


@dataclass(frozen=True)
class Seen:
    """What a coder saw: the version, a mark of its text, how often its coding had changed."""

    version: int
    mark: str
    revision: int


@dataclass(frozen=True)
class Chosen:
    """What a coder sends: keys of themes, or that none fits, and a note."""

    keys: tuple[str, ...] = ()
    fits_none: bool = False
    note: str = ""


def text_mark(unit: Unit, body: str) -> str:
    """Tells two texts apart without telling anything of either."""
    return unit.keyring.blind_index(body, "coded-text")[:MARK_LENGTH]


def code(
    unit: Unit,
    engagement: Engagement,
    comment_id: int,
    chosen: Chosen,
    seen: Seen,
    *,
    kind: str = "coded",
) -> CodedComment:
    """Keeps the actor's choice for the text that was seen.

    Raises NotFound, NotAllowed, Refused at 'themes' or 'note', Conflict with what happened.
    """
    require_coder(unit, engagement)
    codebook = shared_codebook(unit, engagement.id)
    comment = locked(unit, engagement, comment_id)
    refuse_in_conflict(unit, engagement.id, comment.topic_id)
    mark = refuse_changed_text(unit, comment, seen)
    themes = chosen_themes(unit, engagement.id, chosen)
    before = choices_of(unit, comment)
    _refuse_overtaken(unit, codebook, comment, before, seen)
    row = write_choice(unit, comment, themes, chosen, mark, is_ruling=False)
    _step(unit, comment, row, themes, kind)
    coded = derive(unit, comment, codebook.coders)
    if coded is None:
        # Published, by a clock that is ahead of ours, after this instant.
        raise Conflict(TEXT_CHANGED)
    unit.audit(
        "coding.given",
        f"comment:{comment.id}",
        engagement=engagement.id,
        version=row.version,
        before=_ids_before(before, unit.actor.person_id),
        after=ids_text(themes),
        fits_none=row.fits_none,
        state=coded.state,
        from_suggestion=kind == "taken",
    )
    return coded


def undo(unit: Unit, engagement: Engagement, step_id: int) -> int:
    """Takes the actor's newest coding back, to what they had chosen before; the comment's number.

    Raises NotFound, Refused when it is not the newest, Conflict when the comment changed since.
    """
    require_coder(unit, engagement)
    codebook = shared_codebook(unit, engagement.id)
    step = last_step(unit, engagement.id)
    if step is None or step.id != step_id:
        raise Refused("", NOTHING_TO_UNDO)
    comment = locked(unit, engagement, step.comment_id)
    refuse_in_conflict(unit, engagement.id, comment.topic_id)
    row = _own(unit, comment.id)
    if row is None or row.coded_at != step.at or row.version != comment.published_version:
        raise Conflict(CHANGED_SINCE)
    step.undone_at = unit.now
    earlier = _earlier(unit, step)
    if earlier is None:
        _delete(unit, row)
    else:
        _put_back(unit, engagement.id, row, earlier)
    unit.session.flush()
    derive(unit, comment, codebook.coders)
    unit.audit(
        "coding.undone",
        f"comment:{comment.id}",
        engagement=engagement.id,
        step=step.id,
        before=step.themes,
        after=earlier.themes if earlier else "",
    )
    return comment.id


def last_step(unit: Unit, engagement_id: int) -> CodingStep | None:
    """The actor's newest coding that was not taken back."""
    return unit.session.scalar(
        select(CodingStep)
        .where(
            CodingStep.person_id == unit.actor.person_id,
            CodingStep.engagement_id == engagement_id,
            CodingStep.undone_at.is_(None),
        )
        .order_by(CodingStep.id.desc())
        .limit(1)
    )


def locked(unit: Unit, engagement: Engagement, comment_id: int) -> Comment:
    """The comment as it stands now; raises NotFound for one of another engagement."""
    comment = unit.session.scalar(
        select(Comment)
        .where(Comment.id == comment_id, Comment.engagement_id == engagement.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if comment is None:
        raise NotFound(NO_COMMENT)
    return comment


def refuse_changed_text(unit: Unit, comment: Comment, seen: Seen) -> str:
    """The mark of the public text, if it is the one that was seen; raises Conflict."""
    version = comment.published_version
    text = unit.session.get(CommentText, (comment.id, version or 0), populate_existing=True)
    if version is None or text is None or not text.body:
        raise Conflict(TAKEN_DOWN)
    mark = text_mark(unit, text.body)
    if version != seen.version or mark != seen.mark:
        raise Conflict(TEXT_CHANGED)
    return mark


def chosen_themes(unit: Unit, engagement_id: int, chosen: Chosen) -> list[Theme]:
    """The themes of the keys; raises Refused, and Conflict for one that is no longer in use."""
    if len(chosen.note) > NOTE_LENGTH:
        raise Refused("note", NOTE_TOO_LONG)
    if chosen.fits_none and chosen.keys:
        raise Refused("themes", ONE_OF_BOTH)
    if not chosen.fits_none and not chosen.keys:
        raise Refused("themes", CHOOSE)
    rows = unit.session.scalars(
        select(Theme).where(Theme.engagement_id == engagement_id, Theme.key.in_(chosen.keys))
    ).all()
    if len(rows) != len(set(chosen.keys)):
        raise Refused("themes", NO_THEME)
    for row in rows:
        if row.retired_at is not None:
            raise Conflict(_gone_words(unit, row))
    return sorted(rows, key=lambda row: row.id)


def write_choice(
    unit: Unit,
    comment: Comment,
    themes: Sequence[Theme],
    chosen: Chosen,
    mark: str,
    *,
    is_ruling: bool,
) -> CommentCoding:
    """The actor's row for this comment, in place of the one before."""
    row = _own(unit, comment.id, is_ruling=is_ruling)
    if row is None:
        row = CommentCoding(
            comment_id=comment.id, person_id=unit.actor.person_id, is_ruling=is_ruling
        )
        unit.session.add(row)
    row.version, row.text_mark = comment.published_version or 0, mark
    row.fits_none, row.note, row.coded_at = chosen.fits_none, clean_plain(chosen.note), unit.now
    unit.session.flush()
    _set_themes(unit, row, [theme.id for theme in themes])
    return row


def ids_text(themes: Iterable[Theme]) -> str:
    """Ids with commas: how steps and audit name themes."""
    return ",".join(str(theme.id) for theme in themes)


def _refuse_overtaken(
    unit: Unit, codebook: Codebook, comment: Comment, choices: Sequence[Choice], seen: Seen
) -> None:
    """Raises Conflict where others were first. With two coders the other's choice stays unknown."""
    row = unit.session.get(CodedComment, comment.id, populate_existing=True)
    if any(one.is_ruling for one in choices):
        raise Conflict(SETTLED_BY_RULING)
    mine = any(one.person_id == unit.actor.person_id for one in choices)
    if codebook.coders > 1:
        if not mine and len(choices) >= codebook.coders:
            raise Conflict("Two people have coded this comment meanwhile. Go on with the next one.")
        return
    revision = row.revision if row is not None and choices else 0
    if revision != seen.revision:
        raise Conflict(_coded_words(unit, choices))


def _coded_words(unit: Unit, choices: Sequence[Choice]) -> str:
    if not choices:
        return "The coding of this comment was taken back meanwhile. Look again before you save."
    newest = max(choices, key=lambda one: one.at)
    name = names_of(unit.session, {newest.person_id}).get(newest.person_id, "A colleague")
    who = "You" if newest.person_id == unit.actor.person_id else name
    labels = unit.session.scalars(
        select(Theme.label_en).where(Theme.id.in_(newest.themes)).order_by(Theme.position)
    ).all()
    said = ", ".join(f"“{label}”" for label in labels) or "no theme fits"
    return f"{who} coded this comment meanwhile: {said}. Save again to put yours in its place."


def _gone_words(unit: Unit, theme: Theme) -> str:
    into = unit.session.get(Theme, theme.merged_into_id or 0)
    if into is not None:
        return f"“{theme.label_en}” was merged into “{into.label_en}” meanwhile. Choose again."
    return f"“{theme.label_en}” was retired meanwhile. Choose again."


def _own(unit: Unit, comment_id: int, *, is_ruling: bool = False) -> CommentCoding | None:
    question = select(CommentCoding).where(
        CommentCoding.comment_id == comment_id,
        CommentCoding.person_id == unit.actor.person_id,
        CommentCoding.is_ruling.is_(is_ruling),
    )
    return unit.session.scalar(question)


def _set_themes(unit: Unit, row: CommentCoding, theme_ids: Iterable[int]) -> None:
    unit.session.execute(delete(CodingTheme).where(CodingTheme.coding_id == row.id))
    rows = [{"coding_id": row.id, "theme_id": theme_id} for theme_id in sorted(theme_ids)]
    if rows:
        unit.session.execute(insert(CodingTheme), rows)


def _delete(unit: Unit, row: CommentCoding) -> None:
    _set_themes(unit, row, ())
    unit.session.delete(row)


def _step(
    unit: Unit, comment: Comment, row: CommentCoding, themes: Sequence[Theme], kind: str
) -> None:
    unit.session.add(
        CodingStep(
            engagement_id=comment.engagement_id,
            comment_id=comment.id,
            person_id=row.person_id,
            kind=kind,
            version=row.version,
            themes=ids_text(themes),
            fits_none=row.fits_none,
            at=unit.now,
        )
    )


def _earlier(unit: Unit, step: CodingStep) -> CodingStep | None:
    """What the same person had chosen before for the same text."""
    found = unit.session.scalar(
        select(CodingStep)
        .where(
            CodingStep.comment_id == step.comment_id,
            CodingStep.person_id == step.person_id,
            CodingStep.undone_at.is_(None),
            CodingStep.id < step.id,
        )
        .order_by(CodingStep.id.desc())
        .limit(1)
    )
    return found if found is not None and found.version == step.version else None


def _put_back(unit: Unit, engagement_id: int, row: CommentCoding, earlier: CodingStep) -> None:
    """The earlier choice with its own instant; themes that are no longer in use stay away."""
    wanted = {int(number) for number in earlier.themes.split(",") if number}
    rows = unit.session.scalars(
        select(Theme).where(Theme.engagement_id == engagement_id, Theme.id.in_(wanted))
    ).all()
    usable = {one.merged_into_id or one.id for one in rows}
    in_use = unit.session.scalars(
        select(Theme.id).where(Theme.id.in_(usable), Theme.retired_at.is_(None))
    ).all()
    if not in_use and not earlier.fits_none:
        _delete(unit, row)
        return
    row.fits_none, row.coded_at = earlier.fits_none, earlier.at
    _set_themes(unit, row, in_use)


def _ids_before(choices: Sequence[Choice], person_id: int | None) -> str:
    mine = next((one for one in choices if one.person_id == person_id and not one.is_ruling), None)
    return ",".join(str(number) for number in sorted(mine.themes)) if mine else ""


def standing_words(row: CodedComment | None) -> str:
    """Where the coding of a comment stands, in words."""
    if row is None:
        return "Not coded yet"
    if row.state == State.SETTLED:
        return {
            How.ONE: "Coded",
            How.AGREED: "Coded alike by two",
            How.RULED: "Settled after a disagreement",
        }[How(row.how)]
    return "Coded differently by two" if row.state == State.DISPUTED else "Coded by one of two"
