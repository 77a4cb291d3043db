"""A private Redis that keeps nothing: losing it must lose no job."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import redis

from tests.services.process import free_port, program, running, scratch, start


@contextmanager
def run_redis() -> Iterator[str]:
    """The server's URL."""
    with scratch("redis") as folder:
        port = free_port()
        command = [program("redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
        with running(start(command, folder / "log")) as server:
            url = f"redis://127.0.0.1:{port}/0"
            server.wait_until(lambda: _answers(url))
            yield url


def _answers(url: str) -> bool:
    with closing(redis.Redis.from_url(url)) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False
