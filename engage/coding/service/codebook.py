"""Writing the codebook: begin it, add and change themes, their order, how many code, tables.

Each change is a line of the theme's history. Staff's words stand in that history; the audit has
ids alone. Two people may change different themes at once; of two who change the same one, the
second is told what the first did.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select, update

from engage.coding.models import (
    Codebook,
    CodedComment,
    CommentCoding,
    Theme,
    ThemeChange,
    ThemeProposal,
)
from engage.coding.queries.codebook import known, theme_by_key, themes_of
from engage.coding.rules.codebook import (
    CODERS,
    FULL,
    MOST_THEMES,
    ChangeKind,
    Known,
    ThemeContent,
    faults,
    free_key,
    refuse_faults,
)
from engage.coding.rules.settling import How, State
from engage.coding.rules.table import Row, Unreadable
from engage.coding.service.deriving import derive_all
from engage.coding.service.reach import codebook_to_change, require_keeper, what_happened
from engage.core.errors import Conflict, Refused
from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.engagements.models import Engagement

RETIRED: Final = "This theme was retired. Take it back into use before you change it."
UP, DOWN = "up", "down"


@dataclass(frozen=True)
class Imported:
    """What a table brought."""

    added: int
    changed: int
    same: int


def add_theme(
    unit: Unit,
    engagement: Engagement,
    content: ThemeContent,
    *,
    proposal_id: int | None = None,
) -> Theme:
    """A new theme at the end of its level; the first one begins the codebook. `proposal_id`: the
    suggestion that it was made from."""
    require_keeper(unit, engagement)
    _begin(unit, engagement)
    codebook = codebook_to_change(unit, engagement.id, None)
    theme = new_theme(unit, codebook, content)
    record(unit, codebook, theme, ChangeKind.ADDED, after=words_of(unit, theme))
    if proposal_id is not None:
        _take(unit, engagement.id, proposal_id, theme)
    unit.audit(
        "theme.added",
        theme.scope,
        engagement=engagement.id,
        from_suggestion=proposal_id is not None,
    )
    return theme


def edit_theme(
    unit: Unit, engagement: Engagement, key: str, content: ThemeContent, *, seen_version: int
) -> Theme:
    """New words, another parent. Raises NotFound, Refused at a field, Conflict with what happened
    when somebody changed it since."""
    require_keeper(unit, engagement)
    codebook = codebook_to_change(unit, engagement.id, None)
    theme = theme_by_key(unit.session, engagement.id, key)
    if theme.version != seen_version:
        raise Conflict(what_happened(unit, engagement.id))
    if theme.retired_at is not None:
        raise Refused("", RETIRED)
    before = words_of(unit, theme)
    others = [one for one in known(unit.session, engagement.id) if one.key != key]
    refuse_faults(content, others, has_children=any(one.parent_key == key for one in others))
    _write(unit, theme, content)
    after = words_of(unit, theme)
    if after == before:
        return theme
    theme.version += 1
    record(unit, codebook, theme, ChangeKind.EDITED, before, after)
    unit.audit(
        "theme.changed",
        theme.scope,
        engagement=engagement.id,
        before=theme.version - 1,
        after=theme.version,
        is_renamed=before["label_en"] != after["label_en"],
    )
    return theme


def move_theme(unit: Unit, engagement: Engagement, key: str, direction: str) -> None:
    """One place up or down among the themes of its level; at the end of it nothing happens."""
    require_keeper(unit, engagement)
    codebook = codebook_to_change(unit, engagement.id, None)
    theme = theme_by_key(unit.session, engagement.id, key)
    level = [
        one for one in themes_of(unit.session, engagement.id) if one.parent_id == theme.parent_id
    ]
    if theme not in level or direction not in (UP, DOWN):
        raise Refused("", "Only a theme that is in use can be moved, up or down.")
    at = level.index(theme)
    to = at + (-1 if direction == UP else 1)
    if not 0 <= to < len(level):
        return
    level[at], level[to] = level[to], level[at]
    for place, one in enumerate(level, 1):
        one.position = place
    record(unit, codebook, theme, ChangeKind.MOVED, {"place": at + 1}, {"place": to + 1})
    unit.audit("theme.moved", theme.scope, engagement=engagement.id, before=at + 1, after=to + 1)


def set_coders(
    unit: Unit, engagement: Engagement, coders: int, *, seen_version: int | None
) -> None:
    """How many people code each comment from now on.

    With two, a comment that one has coded waits for the second; with one again, a single choice
    counts. Disagreements stay until somebody settles them.
    """
    require_keeper(unit, engagement)
    if coders not in CODERS:
        raise Refused("coders", "One or two people code each comment.")
    _begin(unit, engagement)
    codebook = codebook_to_change(unit, engagement.id, seen_version)
    before = codebook.coders
    if before == coders:
        return
    codebook.coders = coders
    codebook.version += 1
    state, how = (State.SETTLED, How.ONE) if coders == 1 else (State.OPEN, How.NOT_YET)
    was = State.OPEN if coders == 1 else State.SETTLED
    kinds = (How.NOT_YET,) if coders == 1 else (How.ONE,)
    unit.session.execute(
        update(CodedComment)
        .where(
            CodedComment.engagement_id == engagement.id,
            CodedComment.state == was,
            CodedComment.how.in_(kinds),
        )
        .values(state=state, how=how, revision=CodedComment.revision + 1)
        .execution_options(synchronize_session=False)
    )
    if coders > 1:
        derive_all(unit, _chosen_twice(unit, engagement.id), coders)
    unit.audit("codebook.coders_set", engagement.scope, before=before, after=coders)


def import_themes(
    unit: Unit, engagement: Engagement, rows: Sequence[Row], *, seen_version: int | None
) -> Imported:
    """Adds the themes of a table and changes those with the same key, in the columns that it has;
    none is taken away. All or nothing: raises Unreadable with everything that is wrong."""
    require_keeper(unit, engagement)
    _begin(unit, engagement)
    codebook = codebook_to_change(unit, engagement.id, seen_version)
    here = {one.key: one for one in themes_of(unit.session, engagement.id, retired=True)}
    keys = {one.id: one.key for one in here.values()}
    rows = [row.over(content_of(here[row.key], keys)) if row.key in here else row for row in rows]
    _refuse_table(rows, known(unit.session, engagement.id))
    added = changed = 0
    # Themes before their sub-themes, so that each parent is there.
    for row in sorted(rows, key=lambda one: one.content.parent_key is not None):
        theme = here.get(row.key)
        if theme is None:
            theme = new_theme(unit, codebook, row.content, key=row.key)
            here[row.key] = theme
            record(unit, codebook, theme, ChangeKind.ADDED, after=words_of(unit, theme))
            added += 1
            continue
        before = words_of(unit, theme)
        _write(unit, theme, row.content)
        after = words_of(unit, theme)
        if after != before:
            theme.version += 1
            record(unit, codebook, theme, ChangeKind.EDITED, before, after)
            changed += 1
    unit.audit("codebook.imported", engagement.scope, added=added, changed=changed)
    return Imported(added, changed, len(rows) - added - changed)


def new_theme(unit: Unit, codebook: Codebook, content: ThemeContent, *, key: str = "") -> Theme:
    """The row of a new theme; the caller records why it is there."""
    others = known(unit.session, codebook.engagement_id)
    if sum(not one.is_retired for one in others) >= MOST_THEMES:
        raise Refused("", FULL)
    refuse_faults(content, others)
    theme = Theme(
        engagement_id=codebook.engagement_id,
        key=key or free_key(content.label_en, {one.key for one in others}),
        position=_last_place(unit, codebook.engagement_id) + 1,
        created_at=unit.now,
        version=1,
    )
    _write(unit, theme, content)
    unit.session.add(theme)
    unit.session.flush()
    return theme


def record(
    unit: Unit,
    codebook: Codebook,
    theme: Theme,
    kind: ChangeKind,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
    *,
    other: Theme | None = None,
    comments: int = 0,
) -> None:
    """One more line of the history, with which the codebook's version grows."""
    codebook.version += 1
    unit.session.add(
        ThemeChange(
            engagement_id=codebook.engagement_id,
            theme_id=theme.id,
            kind=kind,
            other_id=other.id if other is not None else None,
            before=json.dumps(before or {}, ensure_ascii=False, sort_keys=True),
            after=json.dumps(after or {}, ensure_ascii=False, sort_keys=True),
            comments=comments,
            at=unit.now,
            by=unit.actor.person_id,
        )
    )
    unit.session.flush()


def words_of(unit: Unit, theme: Theme) -> dict[str, object]:
    """What staff wrote about a theme, as its history keeps it."""
    parent = unit.session.get(Theme, theme.parent_id) if theme.parent_id else None
    return {
        "label_en": theme.label_en,
        "label_fr": theme.label_fr,
        "definition": theme.definition,
        "not_for": theme.not_for,
        "parent": parent.label_en if parent is not None else "",
    }


def content_of(theme: Theme, keys: Mapping[int, str]) -> ThemeContent:
    """What a theme says now; `keys` are those of all themes by their numbers."""
    parent = keys.get(theme.parent_id) if theme.parent_id else None
    return ThemeContent(theme.label_en, theme.label_fr, theme.definition, theme.not_for, parent)


def _begin(unit: Unit, engagement: Engagement) -> None:
    """The codebook's row, once; of two who begin at the same moment both go on."""
    done = unit.session.execute(
        upsert(unit.session.get_bind().dialect, Codebook)
        .values(
            engagement_id=engagement.id,
            coders=1,
            version=1,
            created_at=unit.now,
            created_by=unit.actor.person_id,
        )
        .on_conflict_do_nothing(index_elements=["engagement_id"])
        .returning(Codebook.engagement_id)
    ).first()
    if done is not None:
        unit.audit("codebook.begun", engagement.scope)


def _write(unit: Unit, theme: Theme, content: ThemeContent) -> None:
    theme.label_en, theme.label_fr = content.label_en, content.label_fr
    theme.definition, theme.not_for = content.definition, content.not_for
    parent = None
    if content.parent_key is not None:
        parent = theme_by_key(unit.session, theme.engagement_id, content.parent_key)
    theme.parent_id = parent.id if parent is not None else None
    unit.session.flush()


def _last_place(unit: Unit, engagement_id: int) -> int:
    question = select(func.max(Theme.position)).where(Theme.engagement_id == engagement_id)
    return unit.session.scalar(question) or 0


def _take(unit: Unit, engagement_id: int, proposal_id: int, theme: Theme) -> None:
    row = unit.session.get(ThemeProposal, proposal_id)
    if row is not None and row.theme_id is None:
        row.theme_id = theme.id


def _chosen_twice(unit: Unit, engagement_id: int) -> list[int]:
    """Comments that several people have coded: what they chose is compared from now on."""
    from_two = (
        select(CommentCoding.comment_id)
        .join(CodedComment, CodedComment.comment_id == CommentCoding.comment_id)
        .where(CodedComment.engagement_id == engagement_id)
        .group_by(CommentCoding.comment_id)
        .having(func.count() > 1)
    )
    return list(unit.session.scalars(from_two))


def _refuse_table(rows: Sequence[Row], here: Sequence[Known]) -> None:
    """Raises Unreadable for what does not fit the codebook, line by line."""
    in_file = {row.key: row for row in rows}
    after = [one for one in here if one.key not in in_file] + [
        Known(row.key, row.content.label_en, row.content.parent_key, is_retired=False)
        for row in rows
    ]
    wrong: list[str] = []
    retired = {one.key for one in here if one.is_retired}
    parents = {one.parent_key for one in after}
    for row in rows:
        if row.key in retired:
            wrong.append(f"Line {row.line}: the theme “{row.key}” was retired.")
            continue
        others = [one for one in after if one.key != row.key]
        wrong += [
            f"Line {row.line}: {message}"
            for _field, message in faults(row.content, others, has_children=row.key in parents)
        ]
    if sum(not one.is_retired for one in after) > MOST_THEMES:
        wrong.append(FULL)
    if wrong:
        raise Unreadable(wrong)
