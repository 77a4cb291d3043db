"""Collection notices in other languages, and in which of them a comment's author read theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_version_id"],
            ["notice_version.id"],
            name=op.f("fk_notice_wording_notice_version_id_notice_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_wording")),
        sa.UniqueConstraint(
            "notice_version_id",
            "language",
            name=op.f("uq_notice_wording_notice_version_id_language"),
        ),
    )
    # As it is, on both databases: making the table anew would drop the triggers that stand on it.
    op.execute(
        "ALTER TABLE comment ADD COLUMN notice_wording_id INTEGER"
        " CONSTRAINT fk_comment_notice_wording_id_notice_wording REFERENCES notice_wording (id)"
    )
    _make_append_only("notice_wording")


def _make_append_only(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
