"""Many people sending forms at once: kept connections, every answer read for its receipt."""

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from tests.benchmarks.processor import spent_by_servers
from tests.services.process import ServiceFailed

CONNECTIONS = 8


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    body: str


class Caller:
    """One person's kept connection, with the cookie that was last given."""

    def __init__(self, url: str) -> None:
        self._cookie = ""
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, form: dict[str, str]) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(form).encode(), kind)

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        kept = {"Cookie": self._cookie} if self._cookie else {}
        self._connection.request(method, path, body, headers | kept)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        self._cookie = (answer.getheader("Set-Cookie") or self._cookie).partition(";")[0]
        return Answer(answer.status, answer.getheader("Location", ""), text)


@dataclass(frozen=True)
class Sent:
    """What came back, in no order, and how many a second that was."""

    receipts: list[str]
    per_second: float
    processor_ms: float
    """Processor time of the servers for each form."""


def send_all(
    url: str, forms: Sequence[dict[str, str]], send: Callable[[Caller, dict[str, str]], str]
) -> Sent:
    """Shares the forms out to eight callers; `send` posts one and gives its receipt.

    The clock runs from the moment when all stand ready until the last has its answer.
    """
    receipts: list[list[str]] = [[] for _ in range(CONNECTIONS)]
    faults: list[BaseException] = []
    ready = threading.Barrier(CONNECTIONS + 1)

    def one_caller(n: int) -> None:
        caller = Caller(url)
        ready.wait()
        try:
            for form in forms[n::CONNECTIONS]:
                receipts[n].append(send(caller, form))
        except BaseException as fault:
            faults.append(fault)
        finally:
            caller.close()

    threads = [threading.Thread(target=one_caller, args=(n,)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    ready.wait()
    began, before = time.perf_counter(), spent_by_servers()
    for thread in threads:
        thread.join()
    took, spent = time.perf_counter() - began, spent_by_servers() - before
    if faults:
        raise ServiceFailed(f"sending failed: {faults[0]}") from faults[0]
    return Sent(
        receipts=[receipt for some in receipts for receipt in some],
        per_second=len(forms) / took,
        processor_ms=spent * 1000 / len(forms),
    )
