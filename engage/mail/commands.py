"""`engage mail`: fetch what came now, look whether both servers can be used, try the reading.

Exit codes: 0 all is in order, 1 something is not, each thing in a line of its own. No address and
nothing of a mail is ever shown; `read` writes what it made of files into a file.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import click

from engage.core.commands import CommandContext
from engage.core.errors import Refused
from engage.core.mail_server import MailSettings
from engage.core.mailbox import MailboxSettings
from engage.core.unit import Units
from engage.mail.incoming.fetching import Done, fetch_mail
from engage.mail.incoming.gateway import Mailbox, open_mailbox
from engage.mail.incoming.gateway.probing import smtp_trouble
from engage.mail.incoming.places import PARENT, Folder, MailboxError, is_clock_off
from engage.mail.incoming.reading.command import read_command
from engage.mail.incoming.rules import Outcome
from engage.mail.incoming.trouble_words import trouble_words

NO_MAILBOX: Final = "no mailbox is set: ENGAGE_IMAP_URL is empty"
BUSY: Final = "another worker is fetching just now"
MINUTE: Final = timedelta(minutes=1)
TRIAL_ID: Final = "<engage-check@invalid>"
TRIAL: Final = (
    f"Message-ID: {TRIAL_ID}\r\nSubject: Engage\r\nAuto-Submitted: auto-generated\r\n\r\n"
    "Written by `engage mail check`, and deleted again at once.\r\n"
).encode()
OUTCOMES: Final = {
    Outcome.COMMENT: "comments",
    Outcome.WITHDRAWAL: "withdrawals",
    Outcome.CORRESPONDENCE: "correspondence",
    Outcome.UNROUTED: "to be placed by a person",
    Outcome.FILED: "filed apart",
    Outcome.QUARANTINED: "in quarantine",
}


@click.group("mail")
def mail_commands() -> None:
    """Mail that citizens write, and mail that goes out."""


mail_commands.add_command(read_command)


@mail_commands.command("fetch")
@click.pass_obj
def fetch(context: CommandContext) -> None:
    """Take in what lies in the mailbox now."""
    taken: Counter[Outcome] = Counter()
    units = context.units
    settings = units.settings.mailbox
    if settings is None:
        raise Refused("", NO_MAILBOX)
    done: Done | None = Done(is_unfinished=True)
    moved = 0
    while done is not None and done.is_unfinished:
        done = fetch_mail(units, settings)
        if done is not None:
            taken += done.taken
            moved += done.moved
    if done is None:
        raise Refused("", BUSY)
    click.echo(_counts(taken, moved))
    if done.left:
        click.echo(f"{done.left:,} could not be had from the server and wait there.")
    if done.trouble:
        raise Refused("", f"IMAP: {trouble_words(done.trouble)}")


def _counts(taken: Counter[Outcome], moved: int) -> str:
    parts = [f"{taken[one]:,} {words}" for one, words in OUTCOMES.items() if taken[one]]
    said = f": {', '.join(parts)}" if parts else ""
    number = taken.total()
    return f"{number:,} new message{'' if number == 1 else 's'}{said}; {moved:,} moved."


@mail_commands.command("check")
@click.pass_obj
def check(context: CommandContext) -> None:
    """Say what keeps mail from going out or coming in. Nothing is sent."""
    units = context.units
    faults = [*_smtp_faults(units.settings.mail), *_imap_faults(units)]
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.exceptions.Exit(1)


def _smtp_faults(settings: MailSettings | None) -> Iterator[str]:
    if settings is None:
        yield "SMTP: no mail server is set: ENGAGE_SMTP_URL is empty."
        return
    trouble = smtp_trouble(settings)
    if trouble is not None:
        yield f"SMTP: {trouble_words(trouble)}."
    else:
        click.echo("SMTP: the server would take our mail.")


def _imap_faults(units: Units) -> Iterator[str]:
    settings = units.settings.mailbox
    if settings is None:
        click.echo(f"IMAP: {NO_MAILBOX}.")
        return
    _note_address(settings)
    is_signed_in = False
    try:
        with open_mailbox(settings) as mailbox:
            is_signed_in = True
            yield from _folder_faults(units, mailbox)
    except MailboxError as error:
        where = f" ({PARENT}/{', '.join(Folder)})" if is_signed_in else ""
        yield f"IMAP: {trouble_words(error.trouble)}{where}."


def _note_address(settings: MailboxSettings) -> None:
    """An alias may well lead elsewhere: this is said, and is no fault."""
    _, at, domain = settings.user.casefold().rpartition("@")
    if at and domain != settings.address.domain:
        click.echo(
            "IMAP: the addresses of ENGAGE_INBOX_ADDRESS are of another domain than the mailbox:"
            " mail to them has to be led into it."
        )


def _folder_faults(units: Units, mailbox: Mailbox) -> Iterator[str]:
    mailbox.make_folders()
    theirs = mailbox.try_folder(Folder.QUARANTINE, TRIAL, TRIAL_ID)
    if theirs is not None and is_clock_off(theirs, units.clock.now(), MINUTE):
        yield "IMAP: the server's clock and ours differ by more than a minute: see to both."
    click.echo("IMAP: the mailbox can be read, and its folders are there.")
    news = "tells of new mail at once" if mailbox.can_idle else "is asked for new mail each minute"
    click.echo(f"IMAP: the server {news}.")
