"""What moderators set for themselves, and the index that finds words in comments."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WAITING = sa.text("waiting_since IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "queue_preference",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("has_keys", sa.Boolean(), nullable=False),
        sa.Column("keys", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_queue_preference_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_queue_preference")),
    )
    for column in ("topic_id", "channel", "language"):
        op.create_index(
            f"ix_comment_{column.removesuffix('_id')}_partition",
            "comment",
            [column, "hold", "waiting_since", "id"],
            unique=False,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        )
    if op.get_bind().dialect.name == "sqlite":
        # Its tokens are words that were made plain before: see engage/moderation/search.py.
        op.execute(
            "CREATE VIRTUAL TABLE comment_search USING fts5"
            " (words, detail = full, tokenize = 'unicode61 remove_diacritics 0')"
        )
    else:
        op.execute(
            "CREATE TABLE comment_search"
            " (comment_id integer PRIMARY KEY REFERENCES comment (id), words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_comment_search_words ON comment_search USING gin (words)")


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
