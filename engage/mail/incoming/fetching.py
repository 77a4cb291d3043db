"""One look at the mailbox: every message that is new is taken in, then moved to its folder.

All that follows from a message is one transaction, and it is moved only after that: a worker that
dies in between finds the row next time and moves the message. What cannot be fetched is set aside
and tried again alone, so no message keeps those behind it waiting, and nothing that one holds ends
the run: what cannot be read or recorded is quarantined. Taking in goes on when moving does not.
"""

import logging
import random
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from sqlalchemy import update

from engage.core.mailbox import MailboxSettings
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.mail.incoming.arriving import read_arrived, recorded
from engage.mail.incoming.gateway import Mailbox, open_mailbox
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.places import (
    Fetched,
    Folder,
    Listed,
    MailboxError,
    MailboxTrouble,
    place_text,
    together,
)
from engage.mail.incoming.queries.lookup import known_places, unmoved
from engage.mail.incoming.rules import Outcome
from engage.mail.incoming.service.recording import Arrived
from engage.mail.incoming.service.watching import end_watch, take_watch
from engage.mail.incoming.watch import kept_watch

log = logging.getLogger("engage.mail")

BUDGET_SECONDS: Final = 45.0
"""After this a run ends and another goes on, so that no other job waits for long."""
LISTED_TOGETHER: Final = 500
RECORDED_TOGETHER: Final = 5
"""Few, so that nobody who writes at the same time waits for long for SQLite's one write lock."""
MOST_TROUBLES: Final = 5
"""Broken connections after which a run is given up."""
PLACE_KEY: Final = "mail/place"


@dataclass
class Done:
    """How a run went. `left`: messages that the server listed and did not give."""

    taken: Counter[Outcome] = field(default_factory=Counter)
    moved: int = 0
    left: int = 0
    trouble: str = ""
    is_unfinished: bool = False


def fetch_mail(
    units: Units, settings: MailboxSettings, seconds: float = BUDGET_SECONDS
) -> Done | None:
    """Takes in what is there, for about so long; None when another worker has the mailbox."""
    holder = secrets.token_hex(8)
    with units.writing(SYSTEM) as unit:
        if not take_watch(unit, holder):
            return None
    run = _Run(units, settings, time.monotonic() + seconds)
    with kept_watch(units, holder):
        run.go()
    with units.writing(SYSTEM) as unit:
        end_watch(unit, holder, run.done.trouble)
    log.info(
        "mailbox taken=%s moved=%s left=%s trouble=%r",
        run.done.taken.total(), run.done.moved, run.done.left, run.done.trouble,
    )  # fmt: skip
    return run.done


class _Run:
    """What one run has seen: messages are known by their UID, which a new numbering ends."""

    def __init__(self, units: Units, settings: MailboxSettings, ends_at: float) -> None:
        self.done = Done()
        self._units = units
        self._settings = settings
        self._ends_at = ends_at
        self._numbering = 0
        self._there: list[int] = []
        self._seen: set[int] = set()
        self._alone: set[int] = set()
        self._moving_fails: MailboxTrouble | None = None

    def go(self) -> None:
        for _ in range(MOST_TROUBLES):
            before = (len(self._seen), len(self._alone), self._moving_fails)
            trouble = self._once()
            self.done.trouble = trouble or self._moving_fails or ""
            if not trouble or before == (len(self._seen), len(self._alone), self._moving_fails):
                return  # All is done; or it is the mailbox, and no single message.

    def _once(self) -> MailboxTrouble | None:
        try:
            with open_mailbox(self._settings) as mailbox:
                self._work(mailbox)
        except MailboxError as error:
            return error.trouble
        return None

    def _work(self, mailbox: Mailbox) -> None:
        if mailbox.uid_validity != self._numbering:
            self._numbering = mailbox.uid_validity
            self._seen, self._alone = set(), set()
        if not self._moving_fails:
            with self._moving():
                mailbox.make_folders()
        while uids := self._new_uids(mailbox):
            for listed in self._rounds(mailbox, uids):
                for batch in listed:
                    if time.monotonic() > self._ends_at:
                        self.done.is_unfinished = True
                        return
                    self._take_batch(mailbox, batch)
        self._note_moved(mailbox)

    def _new_uids(self, mailbox: Mailbox) -> list[int]:
        self._there = mailbox.new_uids()
        return [uid for uid in self._there if uid not in self._seen]

    def _note_moved(self, mailbox: Mailbox) -> None:
        """What lies there no longer was moved before a worker died that did not come to note it."""
        with self._units.reading(SYSTEM) as unit:
            rows = unmoved(unit.session)
        if rows:
            there = {self._place_key(mailbox, uid) for uid in self._there}
            self._mark_moved(row for place_key, row in rows.items() if place_key not in there)

    def _rounds(self, mailbox: Mailbox, uids: list[int]) -> Iterator[list[tuple[Listed, ...]]]:
        """Batches, as many as are listed at once; those that have to come alone last, in any order:
        several that cannot be had must not always stand before the same others."""
        usual = [uid for uid in uids if uid not in self._alone]
        for at in range(0, len(usual), LISTED_TOGETHER):
            chunk = usual[at : at + LISTED_TOGETHER]
            yield list(together(self._listed(mailbox, chunk)))
        last = [uid for uid in uids if uid in self._alone]
        random.shuffle(last)
        for uid in last:
            yield [(one,) for one in self._listed(mailbox, [uid])]

    def _listed(self, mailbox: Mailbox, uids: Sequence[int]) -> list[Listed]:
        found = mailbox.listed(uids)
        self._seen |= set(uids) - {one.uid for one in found}
        return found

    def _take_batch(self, mailbox: Mailbox, batch: tuple[Listed, ...]) -> None:
        keys = {one.uid: self._place_key(mailbox, one.uid) for one in batch}
        with self._units.reading(SYSTEM) as unit:
            known = known_places(unit.session, list(keys.values()))
        to_move: dict[str, dict[int, int]] = defaultdict(dict)
        new = []
        for one in batch:
            row = known.get(keys[one.uid])
            if row is None:
                new.append(one)
            else:
                to_move[row.folder][one.uid] = row.id
        coming = self._fetched(mailbox, new)
        while group := self._read(islice(coming, RECORDED_TOGETHER), keys):
            for uid, taken in zip(group, recorded(self._units, list(group.values())), strict=True):
                self.done.taken[taken.outcome] += taken.is_new
                to_move[taken.folder][uid] = taken.id
        self._seen |= {uid for uids in to_move.values() for uid in uids}
        for folder, moved in sorted(to_move.items()):
            self._move(mailbox, folder, moved)

    def _fetched(self, mailbox: Mailbox, batch: Sequence[Listed]) -> Iterator[Fetched]:
        if not batch:
            return
        uids = {one.uid for one in batch}
        was_alone = len(uids) == 1
        try:
            found = mailbox.fetched(batch)
        except MailboxError:
            self._set_aside(uids, was_alone)
            raise
        self._set_aside(uids - {one.listed.uid for one in found}, was_alone)
        found.reverse()
        while found:
            yield found.pop()  # Its bytes are let go one by one.

    def _read(self, coming: Iterable[Fetched], keys: dict[int, str]) -> dict[int, Arrived]:
        """By their UIDs."""
        now = self._units.clock.now()
        return {one.listed.uid: read_arrived(one, keys[one.listed.uid], now) for one in coming}

    def _set_aside(self, uids: set[int], was_alone: bool) -> None:
        """To be tried alone; what failed alone waits for another run."""
        if was_alone:
            self._seen |= uids
            self.done.left += len(uids)
        else:
            self._alone |= uids

    def _move(self, mailbox: Mailbox, folder: str, moved: dict[int, int]) -> None:
        """`moved`: the rows by UID. What has no folder any more lies nowhere and stays here."""
        if folder not in set(Folder) or self._moving_fails:
            return
        with self._moving():
            mailbox.move(list(moved), Folder(folder))
        self._mark_moved(moved.values())
        self.done.moved += len(moved)

    def _mark_moved(self, rows: Iterable[int]) -> None:
        with self._units.writing(SYSTEM) as unit:
            unit.session.execute(
                update(IncomingMail)
                .where(IncomingMail.id.in_(list(rows)))
                .values(is_moved=True)
                .execution_options(synchronize_session=False)
            )

    @contextmanager
    def _moving(self) -> Iterator[None]:
        """When it fails nothing is moved any more in this run; messages are taken in all the same,
        and the next run moves what lies there."""
        try:
            yield
        except MailboxError as error:
            self._moving_fails = error.trouble
            raise

    def _place_key(self, mailbox: Mailbox, uid: int) -> str:
        settings = self._settings
        text = place_text(settings.host, settings.user, settings.folder, mailbox.uid_validity, uid)
        return self._units.keyring.blind_index(text, PLACE_KEY)
