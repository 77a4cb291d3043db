"""No request of the public ever speaks to WordPress: it may be down, slow or hang for ever."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engage.app import create_app
from engage.comments.models import Comment
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.jobs.rules import JobState
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.wiring import make_units
from engage.wordpress import queries
from engage.wordpress.service.kinds import KINDS
from tests.app_fixtures import build_engagement, make_person, settings_for
from tests.benchmarks.wordpress_hanging import Hanging, hanging
from tests.moderation.senders import send


@pytest.fixture
def silent() -> Iterator[Hanging]:
    with hanging() as server:
        yield server


@pytest.fixture
def units(silent: Hanging, sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    settings = {
        "ENGAGE_WORDPRESS_URL": silent.url,
        "ENGAGE_WORDPRESS_USER": "engage",
        "ENGAGE_WORDPRESS_PASSWORD": "none",
        "ENGAGE_WORDPRESS_HOOK_SECRET": "s" * 32,
    }
    made = make_units(settings_for(sqlite_url, tmp_path, **settings), clock)
    yield made
    made.database.dispose()


def published(units: Units) -> str:
    """The public id of a published comment."""
    build_engagement(units)
    number, _ = send(units, "More buses, please", slug="night-buses")
    moderator = make_person(units, Role.MODERATOR)
    with units.writing(moderator) as unit:
        decide(unit, number, 1, Outcome.PUBLISH, (), "")
    with units.reading(SYSTEM) as unit:
        return unit.session.get_one(Comment, number).public_id


def public_addresses(client: FlaskClient, public_id: str) -> list[str]:
    """Every public page that can be read, with what its address needs filled in."""
    values = {
        "<slug>": "night-buses",
        "<topic_slug>": "routes",
        "<public_id>": public_id,
        "<token>": "nothing",
    }
    found = []
    for rule in client.application.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(("/staff", "/assets")):
            continue
        address = rule.rule
        for name, value in values.items():
            address = address.replace(name, value)
        if "<" not in address:
            found.append(address)
    return found


def test_no_page_of_the_public_opens_a_way_to_wordpress(units: Units, silent: Hanging) -> None:
    public_id = published(units)
    client = create_app(units.settings, units=units).test_client()
    addresses = public_addresses(client, public_id)
    assert len(addresses) > 15
    answers = [client.get(address).status_code for address in addresses]
    assert set(answers) <= {200, 302, 303, 400, 404, 410, 503}
    assert answers.count(200) > 10
    client.post("/engagements/night-buses/routes/comment", data={"text": "And more trains"})
    client.post("/wordpress/hook", data=b"{}")
    assert silent.taken == 0
    with units.reading(SYSTEM) as unit:  # what there is to say waits for a worker
        assert queries.count_of_jobs(unit.session, KINDS, JobState.WAITING) > 0


def test_no_page_of_staff_waits_for_wordpress_either(
    units: Units, silent: Hanging, app: object, client: FlaskClient, sign_in: object
) -> None:
    published(units)
    sign_in(Role.ADMINISTRATOR)  # type: ignore[operator]
    for path in ("", "/drift", "/differences"):
        assert client.get(f"/staff/wordpress{path}").status_code == 200
    page = client.get("/staff/wordpress").get_data(as_text=True)
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    for path in ("/check", "/drift"):
        answer = client.post(f"/staff/wordpress{path}", data={"csrf_token": token})
        assert answer.status_code == 303
    assert silent.taken == 0
