"""The gateway against a real Dovecot, and against a server that breaks every promise."""

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import create_server

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.mail_server import Security
from engage.core.mailbox import InboxAddress, MailboxSettings
from engage.mail.incoming.gateway import Mailbox, open_mailbox
from engage.mail.incoming.gateway.parsing import answers, as_set, date_in, uid_in
from engage.mail.incoming.places import (
    TOGETHER_BYTES,
    Folder,
    Listed,
    MailboxError,
    MailboxTrouble,
    Wanted,
    together,
)
from engage.mail.incoming.rules import TOO_MANY_BYTES
from tests.mail.incoming.fetching.letters import ARRIVED, PATTERN, raw_letter
from tests.mail.incoming.fetching.peer import DRIP, DROP, HANG, Peer, misbehaving
from tests.services.dovecot import PASSWORD, MailboxServer, run_dovecot


def settings(mailbox: MailboxServer, password: str = PASSWORD) -> MailboxSettings:
    return MailboxSettings(
        "127.0.0.1", mailbox.port, Security.PLAIN, InboxAddress.read(PATTERN),
        user=mailbox.user, password=password,
    )  # fmt: skip


def trouble(
    settings: MailboxSettings,
    do: Callable[[Mailbox], object] = Mailbox.new_uids,
    wait: float = 0.5,
) -> str:
    """The word for what goes wrong; nothing of the server's own words, nor of ours, is in it."""
    with pytest.raises(MailboxError) as failed, open_mailbox(settings, wait, 3 * wait) as mailbox:
        do(mailbox)
    assert failed.value.args == (failed.value.trouble.value,)
    assert failed.value.__context__ is None
    return failed.value.trouble


def read_all(mailbox: Mailbox) -> list[bytes]:
    return [one.raw for one in mailbox.fetched(mailbox.listed(mailbox.new_uids()))]


def test_messages_come_whole_with_arrival_and_stay_unread(mailbox: MailboxServer) -> None:
    at = datetime(2026, 3, 8, 1, 59, 59, tzinfo=UTC)
    letters = [raw_letter(1), raw_letter(2, "Line\r\n.\r\n" * 500)]
    mailbox.deliver(*letters, at=at)
    with open_mailbox(settings(mailbox)) as box:
        listed = box.listed(box.new_uids())
        assert [(one.size, one.arrived_at) for one in listed] == [(len(x), at) for x in letters]
        assert [one.raw for one in box.fetched(listed)] == letters
    with mailbox.signed_in() as client:
        client.select("INBOX", readonly=True)
        assert client.search(None, "UNSEEN")[1] == [b"1 2"]


def test_a_message_is_moved_alone_into_a_folder_that_is_made(mailbox: MailboxServer) -> None:
    mailbox.deliver(*(raw_letter(n) for n in range(3)))
    with open_mailbox(settings(mailbox)) as box:
        box.make_folders()
        box.make_folders()
        first, second, _ = box.new_uids()
        box.move([first], Folder.PROCESSED)
        box.move([second], Folder.QUARANTINE)
        assert len(box.new_uids()) == 1
    assert mailbox.counts() == {"INBOX": 1, "Processed": 1, "Refused": 0, "Quarantine": 1}


def test_of_a_message_that_is_too_large_only_the_headers_come(mailbox: MailboxServer) -> None:
    mailbox.deliver(raw_letter(1))
    with open_mailbox(settings(mailbox)) as box:
        (listed,) = box.listed(box.new_uids())
        (headers,) = box.fetched([replace(listed, size=TOO_MANY_BYTES + 1)])
    assert raw_letter(1).startswith(headers.raw)
    assert headers.raw.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("from_the_start", [True, False])
def test_tls_is_spoken_with_a_server_that_can_be_trusted(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, from_the_start: bool
) -> None:
    with run_dovecot(certificate) as server:
        security = Security.TLS if from_the_start else Security.STARTTLS
        wanted = replace(
            settings(server), security=security,
            port=server.tls_port if from_the_start else server.port,
        )  # fmt: skip
        assert trouble(wanted) == MailboxTrouble.CERTIFICATE
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        server.deliver(raw_letter(1))
        with open_mailbox(wanted) as box:
            assert read_all(box) == [raw_letter(1)]
        assert trouble(replace(wanted, security=Security.TLS, port=server.port)) == "no_tls"


def test_a_wrong_password_and_a_missing_folder_are_told_apart(mailbox: MailboxServer) -> None:
    assert trouble(settings(mailbox, "wrong"), wait=10) == MailboxTrouble.SIGN_IN
    nowhere = replace(settings(mailbox), folder="Nowhere")
    assert trouble(nowhere, wait=10) == MailboxTrouble.FOLDER


def test_news_is_heard_at_once(mailbox: MailboxServer) -> None:
    with open_mailbox(settings(mailbox)) as box:
        timer = threading.Timer(0.2, lambda: mailbox.deliver(raw_letter(1)))
        timer.start()
        assert box.wait_for_news(30, lambda: False)
        timer.join()
        assert not box.wait_for_news(0.2, lambda: False)
        assert len(box.new_uids()) == 1


def test_an_original_is_erased_from_every_folder_and_nothing_else(mailbox: MailboxServer) -> None:
    nameless = b"Subject: without a name\r\n\r\nHello\r\n"
    mailbox.deliver(raw_letter(1), raw_letter(11), nameless, at=ARRIVED)
    mailbox.deliver(nameless, at=ARRIVED + timedelta(hours=1))
    with open_mailbox(settings(mailbox)) as box:
        box.make_folders()
        box.move(box.new_uids()[:3], Folder.PROCESSED)
        mailbox.deliver(raw_letter(1))
        assert box.erase(Wanted("<1.letter@example.ca>", 0, ARRIVED)) == 2
        assert box.erase(Wanted('<") OR ALL "@x>', 0, ARRIVED)) == 0
        assert box.erase(Wanted("", len(nameless), ARRIVED)) == 1
    left = [*mailbox.messages(), *mailbox.messages("Engage/Processed")]
    assert left == [nameless, raw_letter(11)]


# --- A server that breaks promises ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "said", "word"),
    [
        ("CAPABILITY", b"{tag} BAD what\r\n", "nonsense"),
        ("LOGIN", b"{tag} NO [AUTHENTICATIONFAILED] robin@example.ca\r\n", "sign_in"),
        ("LOGIN", b"* BYE too many\r\n" + DROP, "unreachable"),
        ("SELECT", b"{tag} NO there is no INBOX\r\n", "folder"),
        ("SELECT", b"{tag} OK without a numbering\r\n", "nonsense"),
        ("UID SEARCH", b"{tag} NO never\r\n", "refused"),
        ("UID SEARCH", b"* SEARCH \xff\xfe\r\n* \x00 what\r\n{tag} OK done\r\n", "nonsense"),
        ("UID SEARCH", b"HTTP/1.1 200 OK\r\n\r\n", "nonsense"),
        ("UID SEARCH", b"other OK whose tag\r\n", "nonsense"),
        ("UID SEARCH", DROP, "unreachable"),
        ("UID SEARCH", b"* SEARCH 1 2" + DROP, "unreachable"),
        ("UID SEARCH", HANG, "too_slow"),
        ("UID SEARCH", b"* SEARCH 1 " + DRIP, "too_slow"),
        ("UID FETCH", b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\nhello", "nonsense"),
        ("UID FETCH", b"* 1 FETCH (UID 1 BODY[] {500}\r\nhalf of it" + DROP, "unreachable"),
        ("UID FETCH", b"* 1 FETCH (UID 1 BODY[] {500}\r\nhalf of it" + HANG, "too_slow"),
        ("UID FETCH", b"* 1 FETCH (UID 1 BODY[] {-5}\r\n)\r\n{tag} OK done\r\n", "nonsense"),
        ("UID FETCH", b"{tag} OK nothing at all\r\n", ""),
        ("UID FETCH", b'* 1 FETCH (UID 9 BODY[] {2}\r\nhi)\r\n{tag} OK done\r\n', ""),
    ],
)  # fmt: skip
def test_every_broken_promise_ends_in_one_word(command: str, said: bytes, word: str) -> None:
    with misbehaving(b"Subject: x\r\n\r\nx\r\n") as peer:
        peer.faults[command] = said

        def look(mailbox: Mailbox) -> list[bytes]:
            return [one.raw for one in mailbox.fetched([Listed(1, 500, ARRIVED)])]

        if word:
            look_first: Callable[[Mailbox], object] = (
                look if command == "UID FETCH" else Mailbox.new_uids
            )
            assert trouble(peer.settings(), look_first) == word
        else:
            with open_mailbox(peer.settings(), 0.5, 1.5) as mailbox:
                assert look(mailbox) == []


@pytest.mark.parametrize(
    ("greeting", "word"),
    [
        (b"* BYE not today\r\n", "nonsense"),
        (b"220 this is SMTP\r\n", "nonsense"),
        (b"\xff\xfb\x00" * 50 + b"\r\n", "nonsense"),
        (b"* OK half" + DROP, "unreachable"),
        (HANG, "too_slow"),
        (DRIP, "too_slow"),
    ],
)
def test_what_is_no_mailbox_is_left(greeting: bytes, word: str) -> None:
    with misbehaving(greeting=greeting) as peer:
        assert trouble(peer.settings()) == word


def test_a_line_without_end_is_left() -> None:
    with misbehaving() as peer:
        peer.faults["UID SEARCH"] = (
            b"* SEARCH " + b"1" * (9 * 1024 * 1024) + b"\r\n{tag} OK done\r\n"
        )
        assert trouble(peer.settings()) == "nonsense"


def test_a_closed_port_and_an_unknown_name_are_told_apart() -> None:
    with closing(create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    away = Peer(port).settings()
    assert trouble(away) == MailboxTrouble.UNREACHABLE
    assert trouble(replace(away, host="nowhere.invalid")) == MailboxTrouble.UNRESOLVED


@pytest.mark.parametrize("capabilities", [b"IMAP4rev1 LOGINDISABLED", b"IMAP4rev1"])
def test_a_server_without_tls_never_hears_the_password(capabilities: bytes) -> None:
    with misbehaving(capabilities=capabilities) as peer:
        assert trouble(peer.settings(Security.STARTTLS)) == MailboxTrouble.NO_TLS
        assert not [line for line in peer.heard if b"LOGIN" in line.upper()]


def test_who_is_signed_in_by_the_greeting_is_not_believed_without_tls() -> None:
    with misbehaving(greeting=b"* PREAUTH welcome\r\n") as peer:
        assert trouble(peer.settings(Security.STARTTLS)) == MailboxTrouble.NO_TLS


def test_words_sent_ahead_of_tls_are_not_heard_as_if_they_came_within() -> None:
    with misbehaving(capabilities=b"IMAP4rev1 STARTTLS") as peer:
        peer.faults["STARTTLS"] = b"{tag} OK begin\r\n* PREAUTH injected\r\n"
        assert trouble(peer.settings(Security.STARTTLS)) == MailboxTrouble.NONSENSE


@pytest.mark.parametrize("capabilities", [b"IMAP4rev1 UIDPLUS", b"IMAP4rev1"])
def test_without_move_a_message_is_copied_and_deleted_alone(capabilities: bytes) -> None:
    with misbehaving(b"1", b"2", b"3", capabilities=capabilities) as peer:
        with open_mailbox(peer.settings()) as mailbox:
            mailbox.move([2], Folder.REFUSED)
        assert (peer.moved, sorted(peer.messages)) == ([2], [1, 3])


def test_what_a_person_marked_as_deleted_is_not_expunged_by_us() -> None:
    with misbehaving(b"1", b"2", b"3", capabilities=b"IMAP4rev1") as peer:
        peer.deleted = {1}
        with open_mailbox(peer.settings()) as mailbox:
            mailbox.move([2], Folder.REFUSED)
            assert mailbox.new_uids() == [3]
        assert sorted(peer.messages) == [1, 2, 3]


def test_folders_lie_where_this_server_keeps_a_persons_own() -> None:
    with misbehaving(b"1") as peer, open_mailbox(peer.settings()) as mailbox:
        mailbox.move([1], Folder.PROCESSED)
        assert any(b'"INBOX.Engage.Processed"' in line for line in peer.heard)


# --- Values --------------------------------------------------------------------------------------


@given(st.sets(st.integers(1, 10_000), min_size=1, max_size=200))
def test_a_set_of_uids_says_each_of_them(uids: set[int]) -> None:
    said: set[int] = set()
    for part in as_set(uids).split(","):
        first, _, last = part.partition(":")
        said |= set(range(int(first), int(last or first) + 1))
    assert said == uids


@given(st.lists(st.integers(0, TOO_MANY_BYTES + 10), max_size=200))
def test_messages_are_asked_for_in_order_and_never_too_many_bytes(sizes: list[int]) -> None:
    listed = [Listed(uid, size, None) for uid, size in enumerate(sizes)]
    batches = list(together(listed))
    assert [one for batch in batches for one in batch] == listed
    for batch in batches:
        assert len(batch) == 1 or sum(one.size for one in batch) <= TOGETHER_BYTES


@given(st.lists(st.one_of(st.none(), st.binary(max_size=60), st.tuples(st.binary(), st.binary()))))
def test_no_answer_is_too_odd_to_be_looked_through(
    parts: list[bytes | tuple[bytes, bytes] | None],
) -> None:
    for words, _ in answers(parts):
        uid_in(words)
        date_in(words)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b'INTERNALDATE " 2-Mar-2026 12:10:00 -0800"', ARRIVED),
        (b'internaldate "02-mar-2026 20:10:00 +0000"', ARRIVED),
        (b'INTERNALDATE "31-Feb-2026 20:10:00 +0000"', None),
        (b'INTERNALDATE "02-Foo-2026 20:10:00 +0000"', None),
        (b'INTERNALDATE "02-Mar-2026 20:10:00 +9999"', None),
        (b"INTERNALDATE NIL", None),
    ],
)
def test_the_date_of_arrival_is_read_or_there_is_none(
    said: bytes, expected: datetime | None
) -> None:
    assert date_in(said) == expected
