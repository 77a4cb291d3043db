"""The mailbox as taking in needs it: what is there, the bytes of it, and into which folder it goes.

Nothing here marks a message as read or changes one; it is moved once it is recorded, and by its
UID alone. Everything that fails raises MailboxError, and the connection is not to be used again.
"""

import imaplib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Final

from imap_tools.mailbox import BaseMailBox
from imap_tools.utils import encode_folder

from engage.core.mailbox import MailboxSettings
from engage.mail.incoming.gateway.line import Line
from engage.mail.incoming.gateway.parsing import (
    Part,
    answers,
    as_day,
    as_set,
    date_in,
    delimiter,
    header_value,
    numbers_in,
    personal_namespace,
    size_in,
    uid_in,
)
from engage.mail.incoming.gateway.troubles import told_in_a_word
from engage.mail.incoming.places import (
    PARENT,
    Fetched,
    Folder,
    Listed,
    MailboxError,
    MailboxTrouble,
    Wanted,
)

WAIT_SECONDS: Final = 20.0
DEADLINE_SECONDS: Final = 60.0
SLOWEST: Final = 256 * 1024
"""Bytes a second that a line must bring; a large message gets its time on top of the deadline."""
SLACK: Final = 1024 * 1024
"""How far a message may exceed what the server says of its size: some only guess."""
GLANCE_SECONDS: Final = 1.0
"""How long IDLE listens before it looks whether the worker wants to end."""
GOODBYE_SECONDS: Final = 2.0
HEADERS: Final = 2 * 1024 * 1024


class _Box(BaseMailBox):
    """imap-tools over our own line: its folders, its IDLE, its signing in."""

    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__()

    def _get_mailbox_client(self) -> Line:
        return self._line


class Mailbox:
    """A signed-in connection whose selected folder is the one that new mail arrives in."""

    def __init__(self, line: Line, settings: MailboxSettings) -> None:
        self._line = line
        self._settings = settings
        self._box = _Box(line)
        self._names: dict[Folder, str] = {}
        self.uid_validity = 0

    def sign_in(self) -> None:
        """The password goes as base64 where the server takes it so: then any sign may be in it."""
        user, password = self._settings.user, self._settings.password
        if "LOGINDISABLED" in self._line.capabilities:
            raise MailboxError(MailboxTrouble.NO_TLS)
        with told_in_a_word(MailboxTrouble.SIGN_IN):
            if "AUTH=PLAIN" in self._line.capabilities:
                self._box.login_utf8(user, password, initial_folder=None)
            else:
                self._box.login(user, password, initial_folder=None)
        with told_in_a_word():
            self._line.ask_capabilities()

    def select(self, name: str | None = None) -> None:
        """Chooses the folder for new mail, or another one; learns which numbering is in force."""
        with told_in_a_word(MailboxTrouble.FOLDER):
            self._line.allow()
            self._box.folder.set(name or self._settings.folder)
            self.uid_validity = int(self._line.response("UIDVALIDITY")[1][0])

    def new_uids(self) -> list[int]:
        """All that lies in the selected folder, oldest first; recorded or not."""
        with told_in_a_word():
            self._line.allow()
            return numbers_in(self._uid("SEARCH", "UNDELETED"))

    def listed(self, uids: Sequence[int]) -> list[Listed]:
        """Size and arrival of these messages; one that is gone meanwhile is left out."""
        found: dict[int, Listed] = {}
        with told_in_a_word():
            self._line.allow()
            parts = self._uid("FETCH", as_set(uids), "(UID RFC822.SIZE INTERNALDATE)")
            for words, _ in answers(parts):
                uid, size = uid_in(words), size_in(words)
                if uid is not None and size is not None:
                    found[uid] = Listed(uid, size, date_in(words))
        return [found[uid] for uid in uids if uid in found]

    def fetched(self, batch: Sequence[Listed]) -> list[Fetched]:
        """The bytes of these messages, unread as they were; of one that is too large the headers.

        One that the server does not give, or gives in pieces, is left out.
        """
        wanted = {one.uid: one for one in batch}
        only_headers = any(one.is_too_large for one in batch)
        size = HEADERS if only_headers else 2 * sum(one.size for one in batch) + SLACK
        section = "BODY.PEEK[HEADER]" if only_headers else "BODY.PEEK[]"
        found: dict[int, Fetched] = {}
        with told_in_a_word():
            self._line.allow(size, size / SLOWEST)
            for words, body in answers(self._uid("FETCH", as_set(wanted), f"(UID {section})")):
                uid = uid_in(words)
                if uid in wanted and body is not None:
                    found[uid] = Fetched(wanted[uid], body)
        return [found[uid] for uid in wanted if uid in found]

    def move(self, uids: Sequence[int], folder: Folder) -> None:
        """Out of the selected folder into one of ours; nothing else in it is touched."""
        name = self._name_of(folder)
        with told_in_a_word(MailboxTrouble.FOLDER):
            self._line.allow()
            if "MOVE" in self._line.capabilities:
                self._uid("MOVE", as_set(uids), encode_folder(name))
            else:
                self._uid("COPY", as_set(uids), encode_folder(name))
                self._delete(uids)

    def make_folders(self) -> None:
        """Ours, where they are missing."""
        for folder in Folder:
            name = self._name_of(folder)
            with told_in_a_word(MailboxTrouble.FOLDER):
                self._line.allow()
                if not self._box.folder.exists(name):
                    self._box.folder.create(name)

    def erase(self, wanted: Wanted) -> int:
        """Deletes a message wherever it lies, from all folders that we put things into."""
        names = [self._settings.folder, *(self._name_of(folder) for folder in Folder)]
        return sum(self._erase_from(name, wanted) for name in names)

    def _erase_from(self, name: str, wanted: Wanted) -> int:
        self.select(name)
        with told_in_a_word():
            self._line.allow()
            found = self._search(wanted.message_id) if wanted.message_id else self._near(wanted)
            uids = [uid for uid in found if self._is_wanted(uid, wanted)]
            if uids:
                self._delete(uids)
            return len(uids)

    def _search(self, message_id: str) -> list[int]:
        """As a literal, so that whatever its sender wrote there stays one word of our question."""
        self._line.literal = message_id.encode()  # type: ignore[assignment]
        return numbers_in(self._uid("SEARCH", "CHARSET", "UTF-8", "HEADER", "Message-ID"))

    def _near(self, wanted: Wanted) -> list[int]:
        """What arrived about that day: a search knows days only, and those of its own zone."""
        since, before = wanted.arrived_at - timedelta(days=1), wanted.arrived_at + timedelta(days=2)
        return numbers_in(self._uid("SEARCH", "SINCE", as_day(since), "BEFORE", as_day(before)))

    def _is_wanted(self, uid: int, wanted: Wanted) -> bool:
        """A search finds parts of words too, and days rather than seconds."""
        if wanted.message_id:
            fields = self._uid("FETCH", str(uid), "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
            found = [header_value(body) for _, body in answers(fields) if body is not None]
            return wanted.message_id.strip() in found
        parts = self._uid("FETCH", str(uid), "(UID RFC822.SIZE INTERNALDATE)")
        return any(
            size_in(words) == wanted.size and date_in(words) == wanted.arrived_at
            for words, _ in answers(parts)
        )

    def _delete(self, uids: Sequence[int]) -> None:
        """These alone. Where the server can only empty the whole folder of what is marked, and
        somebody else marked more, ours stay marked, which hides them from every search of ours."""
        self._uid("STORE", as_set(uids), "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self._line.capabilities:
            self._uid("EXPUNGE", as_set(uids))
        elif set(numbers_in(self._uid("SEARCH", "DELETED"))) <= set(uids):
            self._box.expunge()

    def wait_for_news(self, seconds: float, stop: Callable[[], bool]) -> bool:
        """Whether something came within that time (IDLE, RFC 2177); raises when the line breaks.

        False at once where the server offers no IDLE.
        """
        if not self.can_idle:
            return False
        with told_in_a_word():
            self._line.allow(seconds=seconds)
            self._box.idle.start()  # type: ignore[no-untyped-call]
            news, ends_at = False, time.monotonic() + seconds
            while not news and not stop() and time.monotonic() < ends_at:
                with suppress(TimeoutError):
                    news = b" EXISTS" in self._line.line_within(GLANCE_SECONDS).upper()
            self._line.allow()
            _, meanwhile = self._box.idle.stop()  # type: ignore[no-untyped-call]
            return news or any(b" EXISTS" in line.upper() for line in meanwhile)

    @property
    def can_idle(self) -> bool:
        return "IDLE" in self._line.capabilities

    def try_folder(self, folder: Folder, letter: bytes, message_id: str) -> datetime | None:
        """Puts a letter into one of our folders and deletes it again; the server's time for it."""
        name = self._name_of(folder)
        with told_in_a_word(MailboxTrouble.FOLDER):
            self._line.allow()
            self._said_yes(*self._line.append(encode_folder(name), "", "", letter))  # type: ignore[arg-type]
        self.select(name)
        with told_in_a_word(MailboxTrouble.FOLDER):
            found = self._search(message_id)
            at = self.listed(found)
            if found:
                self._delete(found)
            return at[-1].arrived_at if at else None

    def _name_of(self, folder: Folder) -> str:
        """As this server writes it: with its prefix, and its sign between a folder and its own."""
        if not self._names:
            with told_in_a_word():
                self._line.allow()
                prefix, between = self._namespace()
            parent = f"{prefix}{PARENT}{between or '-'}"
            self._names = {one: f"{parent}{one.value}" for one in Folder}
        return self._names[folder]

    def _namespace(self) -> tuple[str, str]:
        if "NAMESPACE" in self._line.capabilities:
            return personal_namespace(self._line.namespace()[1])
        return "", delimiter(self._line.list('""', '""')[1])

    def _uid(self, command: str, *arguments: str | bytes) -> Sequence[Part]:
        return self._said_yes(*self._line.uid(command, *arguments))  # type: ignore[arg-type]

    def _said_yes(self, answer: str, parts: Sequence[Part]) -> Sequence[Part]:
        if answer != "OK":
            raise imaplib.IMAP4.error
        return parts

    def close(self) -> None:
        """The server is told, briefly; whether it hears changes nothing."""
        with suppress(Exception):
            self._line.say_goodbye(GOODBYE_SECONDS)
        with suppress(OSError):
            self._line.shutdown()


@contextmanager
def open_mailbox(
    settings: MailboxSettings, wait: float = WAIT_SECONDS, deadline: float = DEADLINE_SECONDS
) -> Iterator[Mailbox]:
    """Signed in, with the folder for new mail selected; raises MailboxError. Times in seconds."""
    with told_in_a_word(MailboxTrouble.NONSENSE):
        line = Line(settings, wait, deadline)
    mailbox = Mailbox(line, settings)
    try:
        mailbox.sign_in()
        mailbox.select()
        yield mailbox
    finally:
        mailbox.close()
