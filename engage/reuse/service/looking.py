"""The finder's pass over a quotation, with what is known of its author and of other quotations."""

from collections.abc import Iterator

from engage.comments.queries import public_comment
from engage.core.unit import Unit
from engage.reuse.finding import Found, find
from engage.reuse.queries import known_removed
from engage.reuse.queries.standing import StandingQuotation

_SHORTEST = 3


def findings(unit: Unit, one: StandingQuotation) -> tuple[Found, ...]:
    """What a person has to decide in it now; nothing where its text may not be read any more."""
    if not one.body:
        return ()
    known = {*_author(unit, one), *_taken_out_elsewhere(unit, one)}
    return find(one.body, one.span, one.row.language, known=known)


def _author(unit: Unit, one: StandingQuotation) -> Iterator[str]:
    """The name that the author chose to be shown by, and its parts."""
    if one.row.comment_id is None:
        return
    comment = public_comment(unit.session, unit.keyring, one.row.comment_id)
    if comment is not None and comment.name:
        yield comment.name
        yield from (part for part in comment.name.split() if len(part) >= _SHORTEST)


def _taken_out_elsewhere(unit: Unit, one: StandingQuotation) -> Iterator[str]:
    """Telling words of other quotations of the engagement: they must not come back in this one."""
    for removed in known_removed(unit.session, one.row.engagement_id):
        if removed.is_telling and removed.number != one.row.id:
            yield removed.text
