"""What several mails say of an engagement: its title as it is public, its addresses, its times."""

from functools import lru_cache

from inscriptis import get_text
from markupsafe import Markup

from engage.core.language import site_in
from engage.core.text import paragraphs, render_markdown
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_content
from engage.mail.followers.words import moment_words
from engage.mail.models import OutgoingMail
from engage.notices.shown import ShownNotice


def page_of(unit: Unit, mail: OutgoingMail, engagement: Engagement) -> str:
    """In the language of the mail, as all pages that it leads to."""
    return f"{site_in(unit.settings.base_url, mail.language)}/engagements/{engagement.slug}"


def receipt_page(unit: Unit, mail: OutgoingMail) -> str:
    return f"{site_in(unit.settings.base_url, mail.language)}/receipt"


def title_of(unit: Unit, engagement: Engagement) -> str:
    """As the public reads it; that of the draft stays within."""
    return engagement_content(unit.session, engagement.published_revision_id).title


def mailbox_of(unit: Unit, engagement: Engagement) -> str:
    """The address at which this engagement reads mail; '' where no mailbox is set."""
    mailbox = unit.settings.mailbox
    return mailbox.address.of(engagement.slug) if mailbox else ""


def closing_words(unit: Unit, mail: OutgoingMail, engagement: Engagement) -> str:
    """'' for an engagement that goes on."""
    closes_at = engagement.closes_at
    return moment_words(closes_at, unit.settings.time_zone, mail.language) if closes_at else ""


def notice_words(notice: ShownNotice) -> dict[str, object]:
    """The collection notice as it was taken down, in HTML and in plain text (R24); `tag` is its
    language."""
    html, text = _body(notice.body)
    return {
        "tag": notice.tag,
        "title": notice.title,
        "authority": notice.authority,
        "purpose": notice.purpose,
        "contact": notice.contact,
        "html": html,
        "text": text,
    }


@lru_cache(maxsize=64)
def _body(markdown: str) -> tuple[Markup, tuple[tuple[str, ...], ...]]:
    # Safe by `render_markdown`, which leaves few tags and nothing that can act.
    html = render_markdown(markdown)
    return Markup(html), paragraphs(get_text(html))  # noqa: S704
