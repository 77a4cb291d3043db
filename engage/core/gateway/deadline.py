"""httpx with a deadline for a whole exchange, and with a say in where it connects to.

httpx and httpcore limit single waits only. A deadline has to shorten each of them, name look-up
aside, and the network below httpcore's connections is where all of them pass. It is also the last
place that sees an address before it is connected to.
"""

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Self

import httpcore
import httpx

from engage.core.gateway.reach import Reach


class Wire(httpx.BaseTransport):
    """httpx over httpcore with a network of our own below, which is what sets the deadline."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), network_backend=backend, max_connections=1
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        reply = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        return httpx.Response(reply.status, headers=reply.headers, stream=_Body(reply))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, reply: httpcore.Response) -> None:
        self._reply = reply

    def __iter__(self) -> Iterator[bytes]:
        yield from self._reply.iter_stream()

    def close(self) -> None:
        self._reply.close()


class Bounded(httpcore.NetworkBackend):
    """The ordinary network, where nothing waits beyond `deadline` or leaves `reach`, if given.

    Within `reach` the connection goes to the very address that was judged. A certificate is held
    against the name all the same: httpcore takes that from the URL.
    """

    def __init__(self, reach: Reach | None = None) -> None:
        self._inner = httpcore.SyncBackend()
        self._reach = reach
        self.deadline = 0.0

    def left(self, timeout: float | None) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("too slow as a whole")
        return left if timeout is None else min(left, timeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        hosts = [host] if self._reach is None else self._reach.addresses(host, port)
        trouble: Exception | None = None
        for address in hosts:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
            else:
                return _BoundedStream(stream, self)
        raise trouble or httpcore.ConnectError("no address")


class _BoundedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, bounds: Bounded) -> None:
        self._stream = stream
        self._bounds = bounds

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._bounds.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._bounds.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> Self:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._bounds.left(timeout))
        return type(self)(stream, self._bounds)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
