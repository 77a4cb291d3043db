"""The gateway against a real server: sign-in, TLS that is insisted on, and every way to fail."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from engage.core.mail_server import MailSettings, Security
from engage.mail.gateway import NotTaken, line_to
from engage.mail.rules import Letter, Trouble
from tests.services.smtp import PASSWORD, USER, MailServer, run_mail_server

LETTER = Letter("engage@gov.bc.ca", "robin@gov.bc.ca", b"Subject: Hello\r\n\r\nText.\r\n")


def settings(port: int, security: Security = Security.PLAIN, password: str = "") -> MailSettings:
    user = USER if password else ""
    return MailSettings("127.0.0.1", port, security, "engage@gov.bc.ca", user, password)


def hand_over(settings: MailSettings, letter: Letter, **limits: float) -> None:
    with line_to(settings, **limits) as line:
        line.hand_over(letter)


def trouble(settings: MailSettings, **limits: float) -> Trouble:
    with pytest.raises(NotTaken) as refused:
        hand_over(settings, LETTER, **limits)
    assert "robin" not in str(refused.value)
    assert refused.value.__context__ is None
    return refused.value.trouble


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file with key and certificate for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@contextmanager
def answering(*lines: bytes, every: float = 0.0) -> Iterator[int]:
    """The port of a server that says this, whatever it hears, and then nothing at all."""
    over = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        listener.settimeout(20)

        def serve() -> None:
            line, _ = listener.accept()
            with closing(line):
                for said in lines:
                    line.sendall(said)
                    if over.wait(every):
                        return
                over.wait(30)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        over.set()
        thread.join()


def test_a_message_arrives_as_it_was_written(mail_server: MailServer) -> None:
    hand_over(settings(mail_server.port), LETTER)
    assert mail_server.messages == [LETTER.message]
    assert mail_server.recipients == ["robin@gov.bc.ca"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_user_and_password_are_given(mail_server: MailServer) -> None:
    with run_mail_server(needs_sign_in=True) as server:
        hand_over(settings(server.port, password=PASSWORD), LETTER)
        assert server.signed_in == 1
        assert trouble(settings(server.port, password="wrong")) is Trouble.SETUP
        assert trouble(settings(server.port)) is Trouble.SETUP
        assert len(server.messages) == 1


@pytest.mark.parametrize("from_the_start", [False, True])
def test_tls_is_spoken_with_a_server_that_can_be_trusted(
    tls: ssl.SSLContext,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    from_the_start: bool,
) -> None:
    security = Security.TLS if from_the_start else Security.STARTTLS
    with run_mail_server(tls=tls, from_the_start=from_the_start) as server:
        assert trouble(settings(server.port, security)) is Trouble.SETUP
        assert server.messages == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        hand_over(settings(server.port, security), LETTER)
        assert len(server.messages) == 1


def test_a_server_without_tls_hears_neither_password_nor_message(mail_server: MailServer) -> None:
    wanted = replace(settings(mail_server.port, Security.STARTTLS), user=USER, password=PASSWORD)
    assert trouble(wanted) is Trouble.SETUP
    assert (mail_server.messages, mail_server.signed_in) == ([], 0)


@pytest.mark.parametrize(
    ("at_recipient", "at_data", "expected"),
    [
        (["450 busy"], [], Trouble.BUSY),
        (["550 no such user"], [], Trouble.RECIPIENT),
        ([], ["451 later"], Trouble.BUSY),
        ([], ["554 no"], Trouble.REFUSED),
        (["drop"], [], Trouble.UNREACHABLE),
        ([], ["drop"], Trouble.UNREACHABLE),
    ],
)
def test_each_answer_is_told_in_one_word(
    mail_server: MailServer, at_recipient: list[str], at_data: list[str], expected: Trouble
) -> None:
    mail_server.at_recipient, mail_server.at_data = at_recipient, at_data
    assert trouble(settings(mail_server.port)) is expected


def test_a_server_that_hangs_is_left(mail_server: MailServer) -> None:
    mail_server.at_data = ["hang"]
    assert trouble(settings(mail_server.port), wait=0.3) is Trouble.UNREACHABLE


def test_a_server_that_drips_is_left_at_the_deadline() -> None:
    """Each letter comes within the wait, and the line never ends."""
    drops = [b"2"] * 40
    with answering(*drops, every=0.1) as port:
        assert trouble(settings(port), wait=5.0, deadline=0.5) is Trouble.UNREACHABLE


@pytest.mark.parametrize("greeting", [b"554 go away\r\n", b"HTTP/1.1 200 OK\r\n", b"\xff\x00\r\n"])
def test_what_is_no_mail_server_is_left(greeting: bytes) -> None:
    with answering(greeting) as port:
        assert trouble(settings(port), wait=0.5) in {Trouble.UNREACHABLE, Trouble.SETUP}


def test_a_closed_port_is_out_of_reach() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    assert trouble(settings(port)) is Trouble.UNREACHABLE


def test_a_bad_goodbye_after_the_message_changes_nothing() -> None:
    said = (
        b"220 hello\r\n", b"250 hello\r\n", b"250 sender\r\n", b"250 recipient\r\n",
        b"354 go on\r\n", b"250 taken\r\n", b"500 no goodbye\r\n",
    )  # fmt: skip
    with answering(*said) as port:
        hand_over(settings(port), LETTER, wait=1.0)
