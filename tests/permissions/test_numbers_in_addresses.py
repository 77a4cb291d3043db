"""A number in an address that no row can have leads to a page not found, and to no database."""

from werkzeug.routing import IntegerConverter

from engage.core.permissions import Role
from engage.web.transaction import EngageFlask

LARGEST = 2**31 - 1
"""PostgreSQL's largest key; SQLite overflows beyond twice as many bits."""


def test_no_address_takes_a_number_that_no_row_can_have(app: EngageFlask) -> None:
    too_wide = [
        f"{rule.rule}: {name}"
        for rule in app.url_map.iter_rules()
        for name, converter in rule._converters.items()
        if isinstance(converter, IntegerConverter)
        and (converter.max is None or converter.max > LARGEST)
    ]
    assert not too_wide


def test_what_was_shared_with_such_a_number_is_not_found(
    app: EngageFlask, make_engagement, sign_in, client
) -> None:
    make_engagement()
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    for number in (0, LARGEST + 1, 2**63, int("9" * 40)):
        path = f"/staff/engagements/night-buses/plan/shared/{number}"
        assert client.get(path).status_code == 404, number
