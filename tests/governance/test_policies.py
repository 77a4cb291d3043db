"""The corporate texts are locked: another text has another version (R65)."""

import pytest

from engage.audit.models import AuditEntry
from engage.core.language import speaking
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
    "accessibility 1.1 fr": "41701dc82342ca231d019940ae0a0c9513eb7e08c43ccea30de1c85a8b67980e",
    "accessibility 1.1": "0264ee1f41f4458356a1436ac01130120ff02a4a15e92003d3b2e37883d3640f",
    "moderation-policy 1.1 fr": "af64d44bffc0d1721b0bb5a9207ebef97387e774d10bf183b21fa6a09f4a8086",
    "moderation-policy 1.1": "62982ed65463560b1dcc41188b45dd466bf70d002c377e4bb429579e0520a066",
    "privacy 1.1 fr": "b5faa71a8c3bf8e306cc913036680991d71fdadbdf2d3d81dd7205763601ae27",
    "privacy 1.1": "05f8824c3e4d96daee3afeeaaa282146af54014abeac707006fc8c792b0535e7",
    "standards-of-conduct 1.0": "e72ada56e43d076969ab04163383b583f5d7dd282c6de99569e047db5a2cd1e6",
    "terms 1.1 fr": "9fad9bb827011c163f4f5eebe13fbdd4e7f289b6a31d4729776a77351efa3bd9",
    "terms 1.1": "689dc17477188ce09e638db02a9dc64d94d62ac66b384179c847dfae1b94d23d",
}


TEXTS = sorted(
    (path.stem, "en" if path.parent == FOLDER else path.parent.name)
    for path in FOLDER.rglob("*.md")
)


@pytest.mark.parametrize(("name", "language"), TEXTS)
def test_no_text_changes_without_a_new_version(name: str, language: str) -> None:
    page = policy_page(name, language)
    assert RELEASED.get(f"{name} {page.edition}") == page.content_hash


@pytest.mark.parametrize("name", sorted(path.stem for path in (FOLDER / "fr").glob("*.md")))
def test_the_french_text_is_that_of_the_english_version(name: str) -> None:
    english, french = policy_page(name), policy_page(name, "fr")
    assert (french.version, french.updated) == (english.version, english.updated)
    headings = [page.body_html.count("<h2") for page in (english, french)]
    assert headings[0] == headings[1] > 0
    with speaking("fr"):
        assert french.version_words == "Version 1.1, 26 novembre 2026"


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
