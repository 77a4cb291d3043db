"""What stands on the poster of an engagement."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from engage.core.dates import datetime_words
from engage.core.language import current, gettext
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.inbox import own_address
from engage.engagements.models import Engagement
from engage.engagements.rules import Phase, Timing
from engage.multilingual.spoken import spoken_in
from engage.sharing.addresses import absolute
from engage.sharing.codes import svg
from engage.site.queries import engagement_facts, notice_shown
from engage.site.rules import NoticeShown, Way, ways_to_take_part

SHORT: Final = 60
MEDIUM: Final = 110
_PICTURES: Final = re.compile("[\u200d\u2600-\u27bf\ufe0e\ufe0f\U0001f000-\U0001faff]")


@dataclass(frozen=True)
class Poster:
    """`code` is the QR code of the address as SVG; `is_open`: one can take part, or soon will."""

    title: str
    summary: str
    ministry: str
    tag: str
    is_rtl: bool
    is_open: bool
    dates: tuple[str, ...]
    address: str
    code: Markup
    ways: tuple[Way, ...]
    notice: NoticeShown | None


def poster_of(unit: Unit, engagement: Engagement, tag: str = "") -> Poster:
    """The poster in the language of the page, or with staff's words in another. Raises NotFound."""
    content = engagements.engagement_content(unit.session, engagement.published_revision_id)
    spoken = spoken_in(unit, engagement, tag)
    facts = engagement_facts(unit, engagement, content, spoken=spoken)
    timing = engagement.timing
    is_open = timing.accepts_comments(unit.now) or timing.phase(unit.now) is Phase.UPCOMING
    href = absolute(unit.settings.base_url, facts.base, current())
    inbox = own_address(unit.settings.mailbox, engagement.slug) if is_open else ""
    ways = ways_to_take_part(content.avenues, "", inbox=inbox) if is_open else ()
    drawn = svg(href, gettext("QR code of the address %(address)s", address=_said(href)))
    return Poster(
        title=without_pictures(facts.title),
        summary=without_pictures(facts.summary),
        ministry=facts.ministry,
        tag=facts.tag,
        is_rtl=runs_from_right(facts.title),
        is_open=is_open,
        dates=_dates(timing, unit.now, unit.settings.time_zone),
        address=_said(href),
        code=Markup(drawn.decode()),  # noqa: S704  made of squares and an escaped title
        ways=ways,
        notice=notice_shown(unit, engagement, spoken) if is_open else None,
    )


def size_of(title: str) -> str:
    """How large the title can stand, by how much it says."""
    if len(title) <= SHORT:
        return "short"
    return "medium" if len(title) <= MEDIUM else "long"


def runs_from_right(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def without_pictures(text: str) -> str:
    """The text without emoji: no font that a poster carries has them, and they say nothing that
    its words do not."""
    return " ".join(_PICTURES.sub("", text).split()) or text


def _said(href: str) -> str:
    """An address as people write it: a browser adds the rest."""
    return href.removeprefix("https://").removeprefix("http://")


def _dates(timing: Timing, now: datetime, tz: str) -> tuple[str, ...]:
    """What a reader must know of time, in words that stay true while the sheet hangs."""
    lines = []
    opens, closes = timing.opens_at, timing.closes_at
    if timing.phase(now) is Phase.UPCOMING and opens and not timing.is_opening_held:
        lines.append(gettext("Opens %(date)s", date=datetime_words(opens, tz)))
    if closes and now < closes:
        lines.append(gettext("Closes %(date)s", date=datetime_words(closes, tz)))
    if closes and now >= closes:
        lines.append(gettext("Closed %(date)s", date=datetime_words(closes, tz)))
    return tuple(lines)
