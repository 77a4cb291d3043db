"""Making a report: freeze, gather, render, search. It stores nothing and only reads.

A renderer is handed in by the edge, so that this room, which sees everybody's words, never shares
one with a renderer, which may see a `Report` only. The database is read in one consistent reading,
which is over before anything is rendered.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final

from engage.core.crypto import Undecryptable
from engage.core.errors import Refused
from engage.core.permissions import Actor
from engage.core.unit import Unit, Units
from engage.engagements.queries import engagement_by_id
from engage.reports import dictionary, queries
from engage.reports.build import gather, report_of
from engage.reports.freeze import freeze, reach_of
from engage.reports.held import Held, published_words
from engage.reports.known import Known, contacts_in, identifiers_of
from engage.reports.leaks import Gate, Kind, Leak, UnreadableFile
from engage.reports.order import Order
from engage.reports.quoted import quoted_in
from engage.reports.rendered import Render, Told
from engage.reports.rules import Report, as_json, canonical, standing_words
from engage.reports.signatures import signed_names, without_name
from engage.reports.streams import count_of
from engage.reports.words import Words

UNCHECKED: Final = (
    "The report could not be checked for personal information, so it was not made: {why}."
)
READ: Final = 0.45
"""The share of the whole that is done when everything is read."""
WRITTEN: Final = 0.7
"""And when the files are written; the rest is the search."""

Progress = Callable[[float, str], object]


@dataclass(frozen=True)
class Source:
    """A published comment that holds what must not appear in a report."""

    comment_id: int
    kind: Kind


@dataclass(frozen=True)
class Made:
    """What came of a build: files in the folder that was given, or else the places that forbid
    them and where they come from.

    `held` are the published comments, with their versions, whose words were frozen; `quoted` the
    quotations, each by its number with a hash of its words; `figures` is the canonical JSON of all
    tables.
    """

    content_hash: str
    is_final: bool
    figures: str
    files: Mapping[str, Path] = field(repr=False)
    leaks: Sequence[Leak] = ()
    sources: Sequence[Source] = ()
    held: Iterable[Held] = field(default=(), repr=False)
    quoted: Mapping[int, str] = field(default_factory=dict, repr=False)


def make(  # noqa: PLR0917  in the order in which things are needed
    units: Units,
    actor: Actor,
    engagement_id: int,
    order: Order,
    folder: Path,
    render: Render,
    progress: Progress = lambda _share, _step: None,
) -> Made:
    """The finished files, or the leaks that refuse them. Raises Refused where neither is known.

    `progress` is told the share that is done, from 0 to 1, and the step: 'reading', 'writing' or
    'searching'; what it raises ends the build. `folder` must be empty, and is the
    caller's to remove.
    """
    try:
        with ExitStack() as spooled:
            with units.reading(actor, snapshot=True) as unit:
                engagement = engagement_by_id(unit.session, engagement_id)
                total = count_of(unit.session, engagement_id) or 1
                told = _told(progress, 0, READ / total, "reading")
                source = freeze(unit, engagement, order)
                quoted = quoted_in(unit.session, reach_of(unit, engagement, order), unit.now)
                material = gather(source, order.threshold, lambda done: told(0.3 * done))
                spooled.callback(material.close)
                until = order.ends_at(unit.settings.time_zone)
                held = published_words(unit.session, engagement_id, until)
                known = identifiers_of(
                    unit, engagement, lambda done: told(0.3 * total + 0.7 * done), until
                )
            reports = [report_of(material, order.threshold, Words(one)) for one in order.languages]
            gate = _gate(reports, known)
            made = _searched(reports, gate, folder, render, progress)
        if not made.leaks:
            return replace(made, held=held, quoted=quoted)
        with units.reading(actor) as unit:
            return replace(made, sources=tuple(_sources(unit, engagement_id, until, gate)))
    except Undecryptable:
        raise Refused("", UNCHECKED.format(why="a name or address cannot be decrypted")) from None
    except UnreadableFile as fault:
        raise Refused("", UNCHECKED.format(why=str(fault))) from None


def _told(progress: Progress, start: float, scale: float, step: str) -> Told:
    """Counts what is done of one step into the share of the whole."""
    return lambda done: progress(start + scale * done, step)


def _gate(reports: Sequence[Report], known: Known) -> Gate:
    """Looks for what is known of people, and for contacts in staff's words that are not their own:
    those may be somebody's of another engagement (R85).

    Published are the comments themselves and staff's words; that a report quotes something does not
    make it public.
    """
    standing = [text for report in reports for text in standing_words(report)]
    return Gate(
        chain.from_iterable(map(contacts_in, standing)),
        known=known.index,
        public_texts=_public_texts(reports, standing),
        allowed_contacts=known.allowed_contacts,
    )


def _public_texts(reports: Sequence[Report], standing: Sequence[str]) -> Iterator[str]:
    yield from (comment.text for comment in reports[0].comments)
    yield from standing
    yield from dictionary.everything()
    for report in reports:
        yield from Words(report.language).everything()


def _searched(
    reports: Sequence[Report], gate: Gate, folder: Path, render: Render, progress: Progress
) -> Made:
    """Renders, and searches what was rendered; where something is found no file is left."""
    rendered = render(reports, folder, _told(progress, READ, WRITTEN - READ, "writing"))
    files = rendered.files
    told = _told(progress, WRITTEN, 1 - WRITTEN, "searching")
    leaks = gate.leaks_in(files, told, rendered.wait_for)
    if leaks:
        for path in files.values():
            path.unlink()
        files = {}
    main = reports[0]
    figures = canonical(as_json(main.tables))
    return Made(rendered.content_hash, main.is_final, figures, files, leaks)


def _sources(
    unit: Unit, engagement_id: int, until: datetime | None, gate: Gate
) -> Iterator[Source]:
    """The published comments that the gate stumbles over, so that staff know what to mend."""
    rows = queries.texts_of(unit.session, engagement_id)
    names = dict(signed_names(unit, engagement_id, until))
    public = (
        (row.comment_id, without_name(row.text, names.get(row.comment_id, "")))
        for row in rows
        if row.is_public
    )
    for comment_id, kinds in gate.kinds_in_each(public):
        yield from (Source(comment_id, kind) for kind in sorted(kinds))
