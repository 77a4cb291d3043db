"""Signed values that travel through a browser: nothing in them is secret, all of it is ours.

The instant of issue is part of the signed value and judged against the unit's `now`, so that the
clock is read in one place only.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from engage.core.settings import Settings


class BadToken(Exception):
    """Altered, of another purpose, or too old: the person sees one and the same answer."""


class CompactJson:
    """JSON without white space, so that tokens stay short."""

    @staticmethod
    def dumps(value: object) -> str:
        return json.dumps(value, separators=(",", ":"))

    @staticmethod
    def loads(text: str | bytes) -> object:
        return json.loads(text)


@dataclass(frozen=True)
class Signer:
    """Signs and reads tokens of one purpose."""

    secret_key: str
    purpose: str

    def sign(self, now: datetime, **values: str | int) -> str:
        body = [int(now.timestamp()), values]
        return self._serializer().dumps(body)

    def read(self, token: str, now: datetime, max_age: timedelta) -> dict[str, str | int]:
        """The signed values; raises BadToken for everything that is not right."""
        try:
            issued, values = self._serializer().loads(token)
            age = int(now.timestamp()) - int(issued)
            values = dict(values)
        except (BadData, ValueError, TypeError, RecursionError):
            raise BadToken from None
        # A little of the future is allowed: two machines' clocks never agree.
        if not -60 <= age <= max_age.total_seconds():
            raise BadToken
        return values

    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(
            self.secret_key, salt=f"engage/{self.purpose}", serializer=CompactJson
        )


def signer(settings: Settings, purpose: str) -> Signer:
    return Signer(settings.secret_key, purpose)
