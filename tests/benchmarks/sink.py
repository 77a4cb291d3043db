"""A mail server of its own process that keeps one line of each message: recipient and Message-ID.

Usage: python -m tests.benchmarks.sink PORT FILE
"""

import asyncio
import sys
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    def __init__(self, file: Path) -> None:
        self._lines = file.open("a", buffering=1)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        self._lines.write(f"{envelope.rcpt_tos[0]} {message_from_bytes(raw)['Message-ID']}\n")
        return "250 Message accepted"


async def serve(port: int, file: Path) -> None:
    sink = Sink(file)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="localhost"), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
