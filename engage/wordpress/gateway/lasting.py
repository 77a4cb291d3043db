"""How long a transport lasts: as long as its `with`, or until it is closed."""

from types import TracebackType
from typing import Self

from engage.wordpress.gateway.http import Http


class Lasting:
    """What holds a connection; its class sets `_http`."""

    _http: Http

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()
