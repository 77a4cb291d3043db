"""French names of ministries; what is public in other languages, text by text, for the search."""

import json
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

CODE: Final = 6
"""Of translations, in the rows of SQLite's index."""
KINDS: Final = ("engagement", "topic", "update", "results")
CHANGED: Final = "NOT (OLD.{0} {same} NEW.{0})"
ORIGINALS: Final = (
    ("engagement", ("engagement", "results"), (
        "published_at", "published_revision_id", "results_revision_id")),
    ("topic", ("topic",), ("published_revision_id",)),
    ("engagement_update", ("update",), ("published_revision_id", "withdrawn_at")),
)  # fmt: skip
"""What takes the translations of a text out of the index: table, kinds, columns."""


def upgrade() -> None:
    op.add_column("ministry", sa.Column("name_fr", sa.String(), nullable=True))
    texts = op.create_table(
        "text_in_language",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["translation_id"],
            ["engagement_translation.id"],
            name=op.f("fk_text_in_language_translation_id_engagement_translation"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_text_in_language_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_in_language")),
        sa.UniqueConstraint(
            "translation_id", "key", name=op.f("uq_text_in_language_translation_id_key")
        ),
    )
    op.create_index("ix_text_in_language_of", "text_in_language", ["kind", "subject_id"])
    if op.get_bind().dialect.name == "sqlite":
        _watch_on_sqlite()
    else:
        _watch_on_postgresql()
    _fill(texts)


def _fill(texts: sa.Table) -> None:
    """What is public already; each row that is added is due, and the worker follows it."""
    rows = op.get_bind().execute(
        sa.text(
            "SELECT translation.id, translation.engagement_id, revision.content"
            " FROM engagement_translation AS translation JOIN revision"
            " ON revision.id = translation.published_revision_id"
        )
    )
    for translation_id, engagement_id, content in rows.all():
        for text in json.loads(content)["texts"]:
            kind, _, number = text["key"].partition(":")
            if kind in KINDS:
                op.bulk_insert(
                    texts,
                    [
                        {
                            "translation_id": translation_id,
                            "engagement_id": engagement_id,
                            "key": text["key"],
                            "kind": kind,
                            "subject_id": int(number) if number else engagement_id,
                        }
                    ],
                )


def _watch_on_sqlite() -> None:
    op.execute(f"DELETE FROM public_search WHERE rowid & 7 = {CODE}")  # noqa: S608
    op.execute("DELETE FROM search_due WHERE kind = 'translation'")
    for action in ("update", "insert", "delete"):
        op.execute(f"DROP TRIGGER search_engagement_translation_{action}")
    columns = ("published_revision_id", "withdrawn_at")
    _on_sqlite(
        "engagement_translation_update",
        f"UPDATE OF {', '.join(columns)} ON engagement_translation",
        _any_changed(columns, "IS"),
        _takes_out_on_sqlite("translation_id = NEW.id"),
    )
    _on_sqlite(
        "text_in_language_insert",
        "INSERT ON text_in_language",
        "true",
        _takes_out_on_sqlite("id = NEW.id"),
    )
    _on_sqlite(
        "text_in_language_delete",
        "DELETE ON text_in_language",
        "true",
        "INSERT INTO search_due (kind, subject_id) VALUES ('translation', OLD.id)"  # noqa: S608
        f" ON CONFLICT DO NOTHING; {_forgets_on_sqlite(f'OLD.id * 8 + {CODE}')}",
    )
    for table, kinds, columns in ORIGINALS:
        body = "".join(
            _takes_out_on_sqlite(f"kind = '{kind}' AND subject_id = NEW.id") for kind in kinds
        )
        _on_sqlite(
            f"{table}_in_language",
            f"UPDATE OF {', '.join(columns)} ON {table}",
            _any_changed(columns, "IS"),
            body,
        )
    op.execute("DROP TRIGGER search_ministry_update")
    _on_sqlite(
        "ministry_update",
        "UPDATE OF name, name_fr ON ministry",
        _any_changed(("name", "name_fr"), "IS"),
        "INSERT INTO search_due (kind, subject_id) SELECT 'engagement', id FROM engagement"
        " WHERE ministry_id = NEW.id AND published_at IS NOT NULL ON CONFLICT DO NOTHING;",
    )


def _on_sqlite(name: str, action: str, when: str, body: str) -> None:
    op.execute(
        f"CREATE TRIGGER search_{name} AFTER {action} FOR EACH ROW WHEN {when} BEGIN {body} END"
    )


def _takes_out_on_sqlite(which: str) -> str:
    """Due, and out of the index, with a note that the words are still in the file."""
    rows = f"(SELECT id * 8 + {CODE} FROM text_in_language WHERE {which})"  # noqa: S608
    return (
        "INSERT INTO search_due (kind, subject_id) SELECT 'translation', id"  # noqa: S608
        f" FROM text_in_language WHERE {which} ON CONFLICT DO NOTHING; {_forgets_on_sqlite(rows)}"
    )


def _forgets_on_sqlite(rows: str) -> str:
    within = rows if rows.startswith("(") else f"({rows})"
    return (
        "INSERT INTO search_due (kind, subject_id) SELECT 'traces', 0"  # noqa: S608
        f" WHERE EXISTS (SELECT 1 FROM public_search WHERE rowid IN {within})"
        " ON CONFLICT DO UPDATE SET times = times + 1;"
        f" DELETE FROM public_search WHERE rowid IN {within};"
    )


def _any_changed(columns: tuple[str, ...], same: str) -> str:
    return " OR ".join(CHANGED.format(column, same=same) for column in columns)


def _watch_on_postgresql() -> None:
    op.execute("DELETE FROM public_search WHERE kind = 'translation'")
    op.execute("DELETE FROM search_due WHERE kind = 'translation'")
    for action in ("update", "insert", "delete"):
        op.execute(f"DROP TRIGGER search_engagement_translation_{action} ON engagement_translation")
    op.execute(
        "CREATE FUNCTION search_mark_texts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM search_mark_one('translation', id) FROM text_in_language"
        " WHERE translation_id = NEW.id ORDER BY id; RETURN NULL; END $$"
    )
    same = "IS NOT DISTINCT FROM"
    columns = ("published_revision_id", "withdrawn_at")
    op.execute(
        "CREATE TRIGGER search_engagement_translation_update"
        f" AFTER UPDATE OF {', '.join(columns)} ON engagement_translation FOR EACH ROW"
        f" WHEN ({_any_changed(columns, same)}) EXECUTE FUNCTION search_mark_texts()"
    )
    for action in ("INSERT", "DELETE"):
        op.execute(
            f"CREATE TRIGGER search_text_in_language_{action.lower()} AFTER {action}"
            " ON text_in_language FOR EACH ROW EXECUTE FUNCTION search_mark('translation')"
        )
    op.execute(
        "CREATE FUNCTION search_mark_translated() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM search_mark_one('translation', id) FROM text_in_language"
        " WHERE kind = ANY (TG_ARGV) AND subject_id = NEW.id ORDER BY id; RETURN NULL; END $$"
    )
    for table, kinds, columns in ORIGINALS:
        names = ", ".join(f"'{kind}'" for kind in kinds)
        op.execute(
            f"CREATE TRIGGER search_{table}_in_language AFTER UPDATE OF {', '.join(columns)}"
            f" ON {table} FOR EACH ROW WHEN ({_any_changed(columns, same)})"
            f" EXECUTE FUNCTION search_mark_translated({names})"
        )
    op.execute("DROP TRIGGER search_ministry_update ON ministry")
    op.execute(
        "CREATE TRIGGER search_ministry_update AFTER UPDATE OF name, name_fr ON ministry"
        f" FOR EACH ROW WHEN ({_any_changed(('name', 'name_fr'), same)})"
        " EXECUTE FUNCTION search_mark_ministry()"
    )
