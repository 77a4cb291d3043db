"""The next page is fetched while this one is stored: reading there and writing here take turns on
nothing but the line between them.

A transport serves one thread. So the one that reads is opened, used and closed in the thread that
reads; whoever writes there meanwhile has another.
"""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

AHEAD: Final = 6

Page = TypeVar("Page")


@dataclass(frozen=True)
class _End:
    """The last thing in the queue: why there is no more, None when all was read."""

    error: BaseException | None = None


class _Reader(Generic[Page]):
    def __init__(self, read: Callable[[], Iterable[Page]]) -> None:
        self._read = read
        self._over = threading.Event()
        self._pages: queue.Queue[Page | _End] = queue.Queue(AHEAD)
        self.thread = threading.Thread(target=self._run, name="wordpress-ahead", daemon=True)

    def _run(self) -> None:
        try:
            for page in self._read():
                if not self._hand_over(page):
                    return
        except BaseException as error:
            self._hand_over(_End(error))
        else:
            self._hand_over(_End())

    def _hand_over(self, thing: "Page | _End") -> bool:
        """False when nobody wants it any more."""
        while not self._over.is_set():
            try:
                self._pages.put(thing, timeout=0.2)
            except queue.Full:
                continue
            return True
        return False

    def pages(self) -> Iterator[Page]:
        while True:
            thing = self._pages.get()
            if isinstance(thing, _End):
                if thing.error is not None:
                    raise thing.error
                return
            yield thing

    def stop(self) -> None:
        """The thread ends with the page that it is reading; its transport's timeouts bound that."""
        self._over.set()


@contextmanager
def read_ahead(read: Callable[[], Iterable[Page]]) -> Iterator[Iterator[Page]]:
    """What `read` gives, read in a thread of its own, some pages ahead."""
    reader = _Reader(read)
    reader.thread.start()
    try:
        yield reader.pages()
    finally:
        reader.stop()
