"""The e-mail address of an engagement, where the installation has a mailbox of its own (R32).

Mail to it becomes a comment by itself. Its subject is the topic's title, by which the mail finds
its topic; an address of a page stays for good, and so does the one of its mail.
"""

from dataclasses import replace
from typing import Final
from urllib.parse import quote

from engage.core.language import marked
from engage.core.mailbox import MailboxSettings
from engage.engagements.rules import Avenue, AvenueKind, EngagementContent

HOW_MAIL_GOES: Final = marked(
    "The collection notice and a receipt come back to you by mail. The address that you write from"
    " is never published."
)


def own_address(mailbox: MailboxSettings | None, slug: str) -> str:
    """The engagement's own; '' without a mailbox."""
    return mailbox.address.of(slug) if mailbox else ""


def is_own(mailbox: MailboxSettings | None, address: str, slug: str) -> bool:
    """Whether mail to this address becomes comments of this very engagement."""
    return mailbox is not None and mailbox.address.slug_in(address) == slug


def is_inbox(mailbox: MailboxSettings | None, address: str) -> bool:
    """Whether it leads into our mailbox, whichever engagement's it is."""
    return mailbox is not None and mailbox.address.slug_in(address) is not None


def question_address(mailbox: MailboxSettings | None, content: EngagementContent) -> str:
    """Where a question about the engagement may be sent; '' where mail would become a comment."""
    given = content.avenue(AvenueKind.EMAIL)
    return "" if is_inbox(mailbox, given) else given


def mail_href(address: str, subject: str = "") -> str:
    """A link that begins a mail; the subject leads it to its topic."""
    href = f"mailto:{quote(address, safe='@+')}"
    return f"{href}?subject={quote(subject, safe='')}" if subject else href


def email_hint(mailbox: MailboxSettings | None, slug: str = "") -> str:
    """What the field of the e-mail address says; without a slug, the one of a new engagement."""
    if mailbox is None:
        return "An address of the government, such as CitizenEngagement@gov.bc.ca."
    if slug:
        return f"Mail to {mailbox.address.of(slug)} becomes comments by itself."
    example = mailbox.address.of("night-buses")
    return (
        f"Leave it empty to get one that is made from the address of the page: {example}, for"
        " example. Mail to that becomes comments by itself."
    )


def with_own_address(
    mailbox: MailboxSettings | None, content: EngagementContent, slug: str
) -> EngagementContent:
    """A new engagement for which nobody gave an address gets its own."""
    if mailbox is None or content.avenue(AvenueKind.EMAIL):
        return content
    own = Avenue(AvenueKind.EMAIL, mailbox.address.of(slug))
    return replace(content, avenues=(own, *content.avenues))


def stray_address(mailbox: MailboxSettings | None, content: EngagementContent, slug: str) -> str:
    """A warning for staff: people are told another address than the one whose mail is fetched.

    '' where there is nothing to say.
    """
    given = content.avenue(AvenueKind.EMAIL).strip()
    if mailbox is None or not given or is_own(mailbox, given, slug):
        return ""
    own = mailbox.address.of(slug)
    if is_inbox(mailbox, given):
        return (
            f"The e-mail address {given} does not lead to this engagement: mail to it is placed by"
            f" hand, or becomes comments on another one. Its own address is {own}."
        )
    return (
        f"Mail to {given} is not fetched, so somebody has to key it in as comments. Mail to {own}"
        " becomes comments by itself."
    )
