"""A private mailbox on loopback: a real Dovecot, with one user, that offers IDLE, MOVE and UIDPLUS.

Tests put messages into it as a delivery does, with the arrival that they choose, and look at what
lies in which folder. One server serves a whole run; each test has a user of its own.
"""

import base64
import grp
import imaplib
import itertools
import os
import pwd
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from tests.services.process import free_port, program, running, scratch, start

PASSWORD = "a p@ss:word/with signs"
ARRIVED = datetime(2026, 3, 2, 20, 10, tzinfo=UTC)
FOLDERS = ("Processed", "Refused", "Quarantine")
USERS = 2_000
_users = itertools.count(1)


@dataclass
class MailboxServer:
    """Where Dovecot listens, and as whom a test speaks to it; `tls_port` 0: without certificate."""

    port: int
    home: Path
    tls_port: int = 0
    user: str = field(default_factory=lambda: f"citizens{next(_users)}")

    @property
    def url(self) -> str:
        return f"imap://{self.user}:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}"

    @property
    def tls_url(self) -> str:
        return f"imaps://{self.user}:{quote(PASSWORD, safe='')}@127.0.0.1:{self.tls_port}"

    def of_another(self) -> "MailboxServer":
        """The same server with an empty mailbox."""
        return MailboxServer(self.port, self.home, self.tls_port)

    @contextmanager
    def signed_in(self) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=30)
        client.login(self.user, PASSWORD)
        try:
            yield client
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                client.logout()

    def deliver(self, *messages: bytes, at: datetime = ARRIVED, folder: str = "INBOX") -> None:
        """Puts messages into a folder as if they had arrived at that instant."""
        with self.signed_in() as client:
            for message in messages:
                said, _ = client.append(folder, "", at, message)
                assert said == "OK"

    def deliver_many(self, messages: Iterable[bytes], at: datetime = ARRIVED) -> None:
        """The same for thousands, as files where a delivery puts them."""
        with self.signed_in() as client:
            client.select("INBOX")  # Dovecot makes its folders as it wants them.
        new = self.home / self.user / "new"
        for number, message in enumerate(messages):
            file = new / f"{int(at.timestamp())}.{number}.tests"
            file.write_bytes(message)
            os.utime(file, (at.timestamp(), at.timestamp()))
            if os.geteuid() == 0:
                shutil.chown(file, new.owner(), new.group())

    def messages(self, folder: str = "INBOX") -> list[bytes]:
        """What lies in a folder, oldest first; nothing when there is no such folder."""
        with self.signed_in() as client:
            said, found = client.select(f'"{folder}"', readonly=True)
            if said != "OK" or found == [b"0"]:
                return []
            _, parts = client.fetch("1:*", "(BODY.PEEK[])")
            return [part[1] for part in parts if isinstance(part, tuple)]

    def counts(self) -> dict[str, int]:
        """How many messages lie in the folder for new mail and in each of ours."""
        names = {"INBOX": "INBOX", **{name: f"Engage/{name}" for name in FOLDERS}}
        return {name: self._count(folder) for name, folder in names.items()}

    def _count(self, folder: str) -> int:
        with self.signed_in() as client:
            said, found = client.select(f'"{folder}"', readonly=True)
            return int(found[0] or 0) if said == "OK" else 0

    def answers(self) -> bool:
        try:
            with self.signed_in():
                return True
        except (OSError, imaplib.IMAP4.error):
            return False


@contextmanager
def run_dovecot(certificate: Path | None = None) -> Iterator[MailboxServer]:
    """`certificate`: a file with key and certificate; the server then offers TLS as well."""
    user = "dovecot" if os.geteuid() == 0 else _own_name()
    with scratch("mail", owner=user if os.geteuid() == 0 else None) as folder:
        tls_port = free_port() if certificate else 0
        mailbox = MailboxServer(free_port(), folder / "mail", tls_port)
        (folder / "users").write_text(_people())
        (folder / "users").chmod(0o644)
        (folder / "dovecot.conf").write_text(_settings(folder, mailbox, user, certificate))
        command = [program("dovecot"), "-F", "-c", str(folder / "dovecot.conf")]
        with running(start(command, folder / "log")) as server:
            server.wait_until(mailbox.answers)
            yield mailbox


def _people() -> str:
    """One line for each user; the password in base64, as it has every sign that parts a line."""
    password = base64.b64encode(PASSWORD.encode()).decode()
    return "".join(f"citizens{n}:{{PLAIN.b64}}{password}\n" for n in range(1, USERS + 1))


def _own_name() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name


def _settings(folder: Path, mailbox: MailboxServer, user: str, certificate: Path | None) -> str:
    """Everything it writes lies in the scratch folder, and nothing of it changes its root.

    As root it drops to its own users; otherwise all of its processes stay who we are.
    """
    entry = pwd.getpwnam(user)
    as_us = [f"default_login_user = {user}", f"default_internal_user = {user}"]
    lines = [
        f"base_dir = {folder}/run",
        f"state_dir = {folder}/run",
        f"log_path = {folder}/log",
        "protocols = imap",
        "listen = 127.0.0.1",
        f"ssl = {'yes' if certificate else 'no'}",
        *([f"ssl_cert = <{certificate}", f"ssl_key = <{certificate}"] if certificate else []),
        "disable_plaintext_auth = no",
        "auth_mechanisms = plain login",
        f"mail_location = maildir:{folder}/mail/%u",
        "maildir_very_dirty_syncs = yes",
        "mail_fsync = never",
        "first_valid_uid = 1",
        "first_valid_gid = 1",
        "mail_max_userip_connections = 100",
        "auth_failure_delay = 0",
        f"default_internal_group = {_group(entry.pw_gid)}",
        *(as_us if os.geteuid() else []),
        "namespace inbox {", "  inbox = yes", "  separator = /", "}",
        f"passdb {{\n  driver = passwd-file\n  args = {folder}/users\n}}",
        f"userdb {{\n  driver = static\n  args = uid={entry.pw_uid} gid={entry.pw_gid}"
        f" home={folder}/mail/%u\n}}",
        "service anvil {\n  chroot =\n}",
        "service auth {\n  chroot =\n}",
        "service stats {\n  chroot =\n}",
        "service imap-login {\n  chroot =\n  service_count = 0\n",
        f"  inet_listener imap {{\n    port = {mailbox.port}\n  }}",
        f"  inet_listener imaps {{\n    port = {mailbox.tls_port}\n    ssl = yes\n  }}\n}}",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _group(number: int) -> str:
    return grp.getgrgid(number).gr_name
