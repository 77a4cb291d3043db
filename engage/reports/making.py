"""Making a report: freeze, build, render, search. It stores nothing and only reads.

A renderer is handed in by the edge, so that this room, which sees everybody's words, never shares
one with a renderer, which may see a `Report` only.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from engage.core.crypto import Undecryptable
from engage.core.errors import Refused
from engage.core.permissions import Actor
from engage.core.unit import Unit, Units
from engage.engagements.queries import engagement_by_id
from engage.privacy.disclosure import THRESHOLD
from engage.reports import queries
from engage.reports.build import build_report
from engage.reports.freeze import freeze
from engage.reports.held import Held, published_words
from engage.reports.known import Known, contacts_in, identifiers_of
from engage.reports.leaks import Gate, Kind, Leak, UnreadableFile, readable_text
from engage.reports.rules import Report, content_hash

UNCHECKED: Final = (
    "The report could not be checked for personal information, so it was not made: {why}."
)

Render = Callable[[Report], dict[str, bytes]]
Progress = Callable[[float], object]


@dataclass(frozen=True)
class Source:
    """A published comment that holds what must not appear in a report."""

    comment_id: int
    kind: Kind


@dataclass(frozen=True)
class Made:
    """What came of a build: files, or else the places that forbid them and where they come from.

    `held` are the published comments, with their versions, whose words were frozen.
    """

    content_hash: str
    is_final: bool
    files: Mapping[str, bytes] = field(repr=False)
    leaks: Sequence[Leak] = ()
    sources: Sequence[Source] = ()
    held: Sequence[Held] = field(default=(), repr=False)


def make(
    units: Units,
    actor: Actor,
    engagement_id: int,
    render: Render,
    progress: Progress = lambda _share: None,
) -> Made:
    """The finished files, or the leaks that refuse them. Raises Refused where neither is known.

    `progress` is told the share that is done, from 0 to 1.
    """
    try:
        with units.reading(actor, snapshot=True) as unit:
            engagement = engagement_by_id(unit.session, engagement_id)
            source = freeze(unit, engagement)
            held = published_words(unit.session, engagement_id)
            total = len(source.comments) or 1
            known = identifiers_of(
                unit, engagement, lambda done: progress(0.1 + 0.5 * min(1.0, done / total))
            )
        report = build_report(source, THRESHOLD)
        gate = _gate(report, known, render)
        made = _checked(report, gate, render, progress)
        if not made.leaks:
            return replace(made, held=held)
        with units.reading(actor) as unit:
            return replace(made, sources=tuple(_sources(unit, engagement_id, gate)))
    except Undecryptable:
        raise Refused("", UNCHECKED.format(why="a name or address cannot be decrypted")) from None
    except UnreadableFile as fault:
        raise Refused("", UNCHECKED.format(why=str(fault))) from None


def _gate(report: Report, known: Known, render: Render) -> Gate:
    """Looks for what is known of people, and for contacts in staff's words that are not their own:
    those may be somebody's of another engagement (R85). Counts side by side are no telephone.
    """
    standing = render(replace(report, comments=()))
    texts = readable_text(standing, with_joined=False)
    return Gate(
        known.identifiers.union(*map(contacts_in, texts)),
        public_texts=_public_texts(report, readable_text(standing)),
        allowed_contacts=known.allowed_contacts,
        receipt_hashes=known.receipt_hashes,
    )


def _public_texts(report: Report, standing: Sequence[str]) -> Iterator[str]:
    """Published comments, and the report's own words: those of staff, tables, periods, method."""
    yield report.slug
    yield from (comment.text for comment in report.comments)
    yield from standing


def _checked(report: Report, gate: Gate, render: Render, progress: Progress) -> Made:
    files = render(report)
    progress(0.7)
    leaks = gate.leaks_in(files, lambda share: progress(0.7 + 0.3 * share))
    progress(1.0)
    return Made(content_hash(report), report.is_final, {} if leaks else files, leaks)


def _sources(unit: Unit, engagement_id: int, gate: Gate) -> Iterator[Source]:
    """The published comments that the gate stumbles over, so that staff know what to mend."""
    for row in queries.texts_of(unit.session, engagement_id):
        if row.is_public:
            yield from (Source(row.comment_id, kind) for kind in sorted(gate.kinds_in(row.text)))
