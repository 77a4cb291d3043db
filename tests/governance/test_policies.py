"""The corporate texts are locked: another text has another version (R65)."""

import pytest

from engage.audit.models import AuditEntry
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.governance.policies import (
    ACKNOWLEDGED_DOCUMENTS,
    FOLDER,
    policy_in_force,
    policy_page,
)
from engage.moderation.service import decide
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.senders import send

# What was released under each number. A changed text gets a new number, and a line of its own here.
RELEASED = {
    "accessibility 1.0": "a71471372807310dd44bf56dec4ea4e53409edd7c7a1b9f4f91e3da35ae1d784",
    "moderation-policy 1.1": "62982ed65463560b1dcc41188b45dd466bf70d002c377e4bb429579e0520a066",
    "privacy 1.0": "76d86c79c52a2314aa761cf18d999bc0174c01fe25d7928e99464baf3da044a2",
    "standards-of-conduct 1.0": "e72ada56e43d076969ab04163383b583f5d7dd282c6de99569e047db5a2cd1e6",
    "terms 1.1": "689dc17477188ce09e638db02a9dc64d94d62ac66b384179c847dfae1b94d23d",
}


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.md")))
def test_no_text_changes_without_a_new_version(name: str) -> None:
    page = policy_page(name)
    assert RELEASED.get(f"{name} {page.version}") == page.content_hash


def test_decisions_can_name_the_policy_in_force() -> None:
    page = policy_page("moderation-policy")
    assert policy_in_force("moderation-policy") == f"{page.version} sha256:{page.content_hash}"


def test_moderators_acknowledge_texts_that_exist() -> None:
    assert {policy_page(name).title for name in ACKNOWLEDGED_DOCUMENTS} == {
        "Standards of Conduct",
        "Moderation policy",
    }


def test_the_audit_of_a_decision_names_the_policy_in_force(units: Units) -> None:
    build_engagement(units)
    comment_id, _ = send(units)
    with units.writing(make_person(units, Role.MODERATOR)) as unit:
        decide(unit, comment_id, 1, "publish", (), "")
    with units.reading(SYSTEM) as unit:
        entry = unit.session.query(AuditEntry).filter_by(action="comment.decided").one()
    assert policy_in_force("moderation-policy") in entry.detail
