"""What the defences cost in the one transaction that writes: counted in statements."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from engage.core.unit import Units
from tests.app_fixtures import build_engagement
from tests.comments.citizen import FORM, Citizen


@contextmanager
def statements(units: Units) -> Iterator[list[str]]:
    """Everything sent to the database within the block, transactions marked."""
    said: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(" ".join(statement.split()))

    engine = units.database.engine
    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", lambda _c: said.append("COMMIT"))
    event.listen(engine, "rollback", lambda _c: said.append("ROLLBACK"))
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_storing_a_comment_is_one_commit_and_one_statement_more(
    citizen: Citizen, guarded: Units
) -> None:
    citizen.send("The first of the hour makes its salt.")
    form = citizen.filled("More buses, please.")
    with statements(guarded) as said:
        assert citizen.post(FORM, form).code
    assert said.count("COMMIT") == 1
    reading, writing = said[: said.index("ROLLBACK")], said[said.index("ROLLBACK") :]
    defences = ("sender_", "engagement_defence", "used_proof")
    assert [one for one in reading if one.startswith(("INSERT", "UPDATE", "DELETE"))] == []
    ours = [one for one in writing if any(name in one for name in defences)]
    assert len(ours) == 1
    assert ours[0].startswith("INSERT INTO sender_count")
    assert len([one for one in reading if any(name in one for name in defences)]) == 3


def test_without_a_limit_nothing_is_counted(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    form = citizen.filled("More buses, please.")
    with statements(units) as said:
        assert citizen.post(FORM, form).code
    assert [one for one in said if "sender_" in one] == []
