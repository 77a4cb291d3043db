"""One look at the sources: what was written there since, one post after the other.

REST tells what a category holds in a request for every hundred posts, so all of it is read each
time, and whoever is missing is asked for. XML-RPC knows no categories: there only what changed is
read, and a part of the rest in turn. A post is read, turned into text of ours and its pictures
fetched while no transaction is open; then it is stored in one of its own.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

from engage.core.errors import Refused
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.engagements.rules import TITLE_LENGTH
from engage.media.rules import CleanPicture, markdown_of
from engage.media.service import clean_picture, store_picture
from engage.wordpress.blocks import Converted, plain_title, to_markdown
from engage.wordpress.blocks.tree import TooMuch
from engage.wordpress.errors import BadData, Gone, Transient, WordPressError
from engage.wordpress.gateway.pictures import MOST
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.plans import RunKind
from engage.wordpress.queries.sources import active_sources, known_posts
from engage.wordpress.rules import RemotePost, TransportName
from engage.wordpress.service import note_contact
from engage.wordpress.service.pulling.marks import Begun, begin
from engage.wordpress.service.runs import advance, finish_run
from engage.wordpress.service.sources import (
    Seen,
    kept_pictures,
    note_read,
    note_seen,
    record_post_in,
    record_withdrawn,
)
from engage.wordpress.service.sources.taking import MARK
from engage.wordpress.sourcing import InState, Known, Note, Verdict, Written, judge, summary_of

WHOLE: Final = 2_000
"""Posts that a category may hold to be read whole each time."""
IN_TURN: Final = 50
UNREADABLE: Final = "WordPress answered with something that is no post."
UNDESCRIBED: Final = "Picture without a description"


class PictureSource(Protocol):
    """Where pictures come from: `gateway.pictures.Pictures`."""

    def fetch(self, address: str) -> bytes: ...


@dataclass(frozen=True)
class Feed:
    """A source as it was when the look began. `categories` are all that feed its engagement in the
    same way: a post that moves from one to the other stays."""

    id: int
    engagement_id: int
    category_id: int
    categories: frozenset[int]
    read_to: datetime | None
    known: dict[int, Known]


@dataclass
class Look:
    """How a look went."""

    units: Units
    run_id: int
    pictures: PictureSource
    renew: Callable[[], None] = lambda: None
    read: int = 0
    total: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def count(self, name: str) -> None:
        self.counts[name] += 1


def start_look(units: Units, job_id: int) -> Begun | None:
    """None while another worker is at it."""
    with units.writing(SYSTEM) as unit:
        return begin(unit, RunKind.POSTS, job_id, MARK)


def feeds(units: Units) -> list[Feed]:
    with units.reading(SYSTEM) as unit:
        sources = active_sources(unit.session)
        return [
            Feed(
                source.id,
                source.engagement_id,
                source.category_id,
                frozenset(
                    other.category_id
                    for other in sources
                    if (other.engagement_id, other.becomes)
                    == (source.engagement_id, source.becomes)
                ),
                source.read_to,
                known_posts(unit.session, source.id),
            )
            for source in sources
        ]


def look(transport: Transport, look: Look) -> None:
    """Reads every source; raises what the transport raises, with all before it stored."""
    for feed in feeds(look.units):
        _read(transport, look, feed)


def finish_look(unit: Unit, begun: Begun, look: Look) -> None:
    note_contact(unit)
    finish_run(unit, begun.run_id, found=dict(look.counts), done=look.read)


def _read(transport: Transport, look: Look, feed: Feed) -> None:
    is_whole = feed.read_to is None or (
        transport.name is TransportName.REST and len(feed.known) <= WHOLE
    )
    met: set[int] = set()
    newest = feed.read_to
    found: list[RemotePost] = []
    for post in transport.posts_changed(None if is_whole else feed.read_to, feed.category_id):
        met.add(post.id)
        newest = max(newest or post.modified, post.modified)
        if _verdict(feed, post) in (Verdict.TAKE, Verdict.WITHDRAW):
            found.append(post)
        else:
            look.read += 1
    look.total = look.read + len(found)
    for post in sorted(found, key=lambda post: (post.date or post.modified, post.id)):
        _meet(transport, look, feed, post)  # the oldest first: here they stand in that order
    missing = [number for number, known in feed.known.items() if _is_here(known, number, met)]
    for number in missing if is_whole else missing[:IN_TURN]:
        _ask(transport, look, feed, number)
    with look.units.writing(SYSTEM) as unit:
        note_seen(unit, feed.id, met & set(feed.known))
        note_read(unit, feed.id, newest)


def _is_here(known: Known, number: int, met: set[int]) -> bool:
    return number not in met and known.state is not InState.WITHDRAWN


def _ask(transport: Transport, look: Look, feed: Feed, number: int) -> None:
    """One that the category does not show any more: moved, trashed, deleted, or only unchanged."""
    try:
        post = transport.get_post(number)
    except Gone:
        _withdraw(look, feed, number, None, is_gone=True)
        return
    if _meet(transport, look, feed, post) is Verdict.SAME:
        with look.units.writing(SYSTEM) as unit:
            note_seen(unit, feed.id, [number])


def _meet(transport: Transport, look: Look, feed: Feed, post: RemotePost) -> Verdict:
    look.read += 1
    verdict = _verdict(feed, post)
    if verdict is Verdict.WITHDRAW:
        _withdraw(look, feed, post.id, post.modified, is_gone=False)
    elif verdict is Verdict.TAKE:
        look.renew()
        _take(transport, look, feed, post)
    advance(look.units, look.run_id, look.read, total=max(look.total, look.read))
    return verdict


def _verdict(feed: Feed, post: RemotePost) -> Verdict:
    return judge(post, feed.categories, feed.known.get(post.id))


def _withdraw(
    look: Look, feed: Feed, number: int, modified: datetime | None, *, is_gone: bool
) -> None:
    look.renew()
    with look.units.writing(SYSTEM) as unit:
        if record_withdrawn(unit, feed.id, number, modified=modified, is_gone=is_gone):
            look.count("withdrawn")


def _take(transport: Transport, look: Look, feed: Feed, post: RemotePost) -> None:
    html, converted, refusal = "", Converted(""), ""
    try:
        html = transport.rendered(post)
        converted = to_markdown(html, post.link)
    except Gone:
        return  # it went between the list and the look: the next one sees that
    except BadData:
        refusal = UNREADABLE
    except TooMuch as error:
        html, refusal = "", str(error)
    fetched, failed = _fetched(look, feed, converted)
    with look.units.writing(SYSTEM) as unit:
        shown = _stored(unit, feed, converted, fetched)
        failed |= dict.fromkeys(fetched.keys() - shown.keys(), False)
        written = _written(unit, post, html, converted, shown, failed)
        if refusal:
            is_worth = refusal == UNREADABLE
            written = replace(written, refusal=refusal, may_improve=is_worth)
        state = record_post_in(unit, feed.id, Seen(post, written))
    look.count(state or "ended")


def _fetched(
    look: Look, feed: Feed, converted: Converted
) -> tuple[dict[str, CleanPicture], dict[str, bool]]:
    """Pictures that are not here yet, by address; and those that cannot be had, with whether a
    later try may have them."""
    wanted = list(dict.fromkeys(picture.src for picture in converted.pictures))
    with look.units.reading(SYSTEM) as unit:
        kept = kept_pictures(unit, feed.engagement_id, wanted)
    fetched: dict[str, CleanPicture] = {}
    failed: dict[str, bool] = dict.fromkeys(wanted[MOST:], False)
    for address in wanted[:MOST]:
        if address in kept:
            continue
        try:
            fetched[address] = clean_picture(look.pictures.fetch(address))
        except Transient:
            failed[address] = True
        except (WordPressError, Refused):
            failed[address] = False
    return fetched, failed


def _stored(
    unit: Unit, feed: Feed, converted: Converted, fetched: dict[str, CleanPicture]
) -> dict[str, str]:
    """How each picture stands in our text, by its address there."""
    alts = {picture.src: picture.alt for picture in reversed(converted.pictures)}
    kept = dict(kept_pictures(unit, feed.engagement_id, list(alts)))
    for address, picture in fetched.items():
        with suppress(Refused):  # somebody took it away here, and no look at WordPress undoes that
            kept[address] = store_picture(
                unit, picture, alt=alts[address], source=address, engagement_id=feed.engagement_id
            )
    return {
        address: markdown_of(
            media.name, media.media_type, alts[address] or media.alt or UNDESCRIBED
        )
        for address, media in kept.items()
    }


def _written(
    unit: Unit,
    post: RemotePost,
    html: str,
    converted: Converted,
    shown: dict[str, str],
    failed: dict[str, bool],
) -> Written:
    zone = unit.settings.time_zone
    title = plain_title(post.title, TITLE_LENGTH, post.date or post.modified, zone)
    notes = [(Note.PICTURE, address) for address in failed]
    undescribed = {one.src for one in converted.pictures if one.src in shown and not one.alt}
    notes += [(Note.NO_ALT, address) for address in sorted(undescribed)]
    notes += [(Note.LEFT_OUT, name) for name in converted.left_out]
    notes += [(Note.SIMPLIFIED, "")] if converted.simplified else []
    is_cut = title.endswith("…") and not post.title.rstrip().endswith(("…", "&hellip;", "&#8230;"))
    notes += [(Note.TITLE_CUT, "")] if is_cut else []
    return Written(
        title=title,
        summary=summary_of(post.excerpt, html),
        body=converted.with_pictures(shown),
        notes=_few(notes),
        may_improve=any(failed.values()),
    )


def _few(notes: Sequence[tuple[Note, str]]) -> tuple[tuple[str, str], ...]:
    """As many as a page can show."""
    return tuple((kind.value, of[:300]) for kind, of in notes[:50])
