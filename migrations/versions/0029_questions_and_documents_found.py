"""The search knows questions of topics and documents: what takes a document's title out of it."""

from typing import Final

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ENGAGEMENT: Final = 2
"""Of engagements, in the rows of SQLite's index."""
TRANSLATION: Final = 6
TAKEN_AWAY: Final = "OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL"
BROUGHT_BACK: Final = "OLD.removed_at IS NOT NULL AND NEW.removed_at IS NULL"
TEXTS: Final = "FROM text_in_language WHERE kind = 'engagement' AND subject_id = {}.engagement_id"
"""The translations of the engagement that a document is of."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _watch_on_sqlite()
    else:
        _watch_on_postgresql()
    _look_again()


def _look_again() -> None:
    """What is public says more from now on; the worker follows, and what is kept answers until
    then."""
    for question in (
        "SELECT 'engagement', id FROM engagement WHERE published_at IS NOT NULL",
        "SELECT 'topic', id FROM topic WHERE published_revision_id IS NOT NULL",
        "SELECT 'translation', id FROM text_in_language WHERE kind IN ('engagement', 'topic')",
    ):
        op.execute(f"INSERT INTO search_due (kind, subject_id) {question} ON CONFLICT DO NOTHING")


def _watch_on_sqlite() -> None:
    for name, action, when, row in (
        ("removed", "UPDATE OF removed_at", TAKEN_AWAY, "NEW"),
        ("delete", "DELETE", "OLD.removed_at IS NULL", "OLD"),
    ):
        _on_sqlite(name, action, when, _marks_on_sqlite(row) + _takes_out_on_sqlite(row))
    _on_sqlite("restored", "UPDATE OF removed_at", BROUGHT_BACK, _marks_on_sqlite("NEW"))


def _on_sqlite(name: str, action: str, when: str, body: str) -> None:
    op.execute(
        f"CREATE TRIGGER search_document_{name} AFTER {action} ON document FOR EACH ROW"
        f" WHEN {when} BEGIN {body} END"
    )


def _marks_on_sqlite(row: str) -> str:
    return (
        f"INSERT INTO search_due (kind, subject_id) VALUES ('engagement', {row}.engagement_id)"  # noqa: S608
        " ON CONFLICT DO NOTHING; INSERT INTO search_due (kind, subject_id)"
        f" SELECT 'translation', id {TEXTS.format(row)} ON CONFLICT DO NOTHING;"
    )


def _takes_out_on_sqlite(row: str) -> str:
    """With a note that the words are still in the file."""
    rows = (
        f"(SELECT {row}.engagement_id * 8 + {ENGAGEMENT} UNION ALL"
        f" SELECT id * 8 + {TRANSLATION} {TEXTS.format(row)})"
    )
    return (
        "INSERT INTO search_due (kind, subject_id) SELECT 'traces', 0"  # noqa: S608
        f" WHERE EXISTS (SELECT 1 FROM public_search WHERE rowid IN {rows})"
        " ON CONFLICT DO UPDATE SET times = times + 1;"
        f" DELETE FROM public_search WHERE rowid IN {rows};"
    )


def _watch_on_postgresql() -> None:
    # Translations before their engagement, as when that is published: nobody waits in a circle.
    op.execute(
        "CREATE FUNCTION search_mark_document() RETURNS trigger LANGUAGE plpgsql AS $$"
        " DECLARE changed document; BEGIN"
        " IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;"
        f" PERFORM search_mark_one('translation', id) {TEXTS.format('changed')} ORDER BY id;"
        " PERFORM search_mark_one('engagement', changed.engagement_id);"
        " RETURN NULL; END $$"
    )
    # Nothing has to leave: what comes back is put back by whoever follows.
    op.execute(
        "CREATE FUNCTION search_note_document() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"  # noqa: S608
        " INSERT INTO search_due (kind, subject_id)"
        f" SELECT 'translation', id {TEXTS.format('NEW')} ORDER BY id"
        " ON CONFLICT (kind, subject_id) DO UPDATE SET times = search_due.times + 1;"
        " INSERT INTO search_due (kind, subject_id) VALUES ('engagement', NEW.engagement_id)"
        " ON CONFLICT (kind, subject_id) DO UPDATE SET times = search_due.times + 1;"
        " RETURN NULL; END $$"
    )
    for name, action, when, does in (
        ("removed", "UPDATE OF removed_at", TAKEN_AWAY, "mark"),
        ("restored", "UPDATE OF removed_at", BROUGHT_BACK, "note"),
        ("delete", "DELETE", "OLD.removed_at IS NULL", "mark"),
    ):
        op.execute(
            f"CREATE TRIGGER search_document_{name} AFTER {action} ON document FOR EACH ROW"
            f" WHEN ({when}) EXECUTE FUNCTION search_{does}_document()"
        )
