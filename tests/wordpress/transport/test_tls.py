"""Whom the password is given to: the certificate has to be vouched for and name the site."""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from engage.wordpress.errors import Transient
from engage.wordpress.gateway import Connection, RestTransport, Transport, XmlRpcTransport
from tests.wordpress.peer import http

SECRET = "very-secret-password"
ADAPTERS = [RestTransport, XmlRpcTransport]


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_a_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, adapter: type[RestTransport] | type[XmlRpcTransport]
) -> None:
    with _served(_self_signed(tmp_path, "127.0.0.1")) as (port, received):
        error = _met(adapter(Connection(f"https://127.0.0.1:{port}", "sync", SECRET, 5)))
    assert "certificate" in str(error)
    assert received == []


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_a_certificate_is_held_against_the_name_and_not_the_address(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    adapter: type[RestTransport] | type[XmlRpcTransport],
) -> None:
    """The address is the one that was looked up; the name is the one that was set."""
    file = _self_signed(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with _served(file) as (port, received):
        right = Connection(f"https://localhost:{port}", "sync", SECRET, 5)
        assert "certificate" not in str(_met(adapter(right)))
        assert len(received) == 1
        wrong = Connection(f"https://127.0.0.1:{port}", "sync", SECRET, 5)
        assert "certificate" in str(_met(adapter(wrong)))
        assert len(received) == 1


def _met(there: Transport) -> Transient:
    with there, pytest.raises(Transient) as caught:
        there.get_post(1)
    assert SECRET not in str(caught.value)
    return caught.value


@contextmanager
def _served(file: Path) -> Iterator[tuple[int, list[bytes]]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                try:
                    with context.wrap_socket(connection, server_side=True) as secured:
                        received.append(secured.recv(10_000))
                        secured.sendall(http(b"{}", "503 Busy"))
                except OSError:
                    continue

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listener.getsockname()[1], received
        finally:
            listener.shutdown(socket.SHUT_RDWR)


def _self_signed(folder: Path, host: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2090, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "server.pem"
    file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return file
