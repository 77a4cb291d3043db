"""A browser of the staff that goes to a private provider and comes back."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import httpx
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from engage.accounts.models import Person, PersonRole
from engage.audit.models import AuditEntry
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from tests.services.oidc import Provider

BEGIN = "/staff/sign-in/sso"


@dataclass
class Traveller:
    """One browser; `trail` holds every address that it was sent to."""

    client: FlaskClient
    provider: Provider
    trail: list[str] = field(default_factory=list)

    def begin(self, wanted: str = "/staff/whoami", *, again: bool = False) -> str:
        """Where our page sends the browser."""
        response = self.client.get(f"{BEGIN}?next={wanted}{'&again=1' if again else ''}")
        assert response.status_code == 302, response.text
        self.trail.append(response.location)
        return response.location

    def visit_provider(self, url: str) -> str:
        """Where the provider sends the browser back to."""
        response = httpx.get(url, trust_env=False)
        assert response.status_code == 302, response.text
        back = response.headers["Location"]
        self.trail.append(back)
        return str(back)

    def come_back(self, address: str) -> TestResponse:
        parts = urlsplit(address)
        return self.client.get(f"{parts.path}?{parts.query}")

    def sign_in(self, wanted: str = "/staff/whoami", *, again: bool = False) -> TestResponse:
        return self.come_back(self.visit_provider(self.begin(wanted, again=again)))

    def who(self) -> str | None:
        """Whom the application takes this browser for."""
        response = self.client.get("/staff/whoami")
        return response.text if response.status_code == 200 else None


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def people(units: Units) -> list[Person]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(Person).order_by(Person.id)))


def roles(units: Units, person_id: int) -> set[tuple[str, int | None, str]]:
    with units.reading(SYSTEM) as unit:
        rows = unit.session.execute(
            select(PersonRole.role, PersonRole.ministry_id, PersonRole.source).where(
                PersonRole.person_id == person_id
            )
        )
        return {(row.role, row.ministry_id, row.source) for row in rows}


def audited(units: Units) -> list[tuple[str, str, str, str]]:
    with units.reading(SYSTEM) as unit:
        rows = unit.session.execute(
            select(
                AuditEntry.actor, AuditEntry.action, AuditEntry.subject, AuditEntry.detail
            ).order_by(AuditEntry.seq)
        )
        return [(row.actor, row.action, row.subject, row.detail) for row in rows]
