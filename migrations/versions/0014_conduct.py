"""Conflicts of interest, standing approvals, and approvals of single replies."""

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

APPEND_ONLY = ("reply_approval",)


def upgrade() -> None:
    op.create_table(
        "standing_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ministry_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("given_for", sa.Integer(), nullable=True),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("countersigned_by", sa.Integer(), nullable=True),
        sa.Column("countersigned_for", sa.Integer(), nullable=True),
        sa.Column("countersigned_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["countersigned_by"],
            ["person.id"],
            name=op.f("fk_standing_approval_countersigned_by_person"),
        ),
        sa.ForeignKeyConstraint(
            ["countersigned_for"],
            ["person.id"],
            name=op.f("fk_standing_approval_countersigned_for_person"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["person.id"], name=op.f("fk_standing_approval_ended_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_standing_approval_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["person.id"], name=op.f("fk_standing_approval_given_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["given_for"], ["person.id"], name=op.f("fk_standing_approval_given_for_person")
        ),
        sa.ForeignKeyConstraint(
            ["ministry_id"], ["ministry.id"], name=op.f("fk_standing_approval_ministry_id_ministry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_approval")),
    )
    op.create_index(
        "ix_standing_approval_ministry",
        "standing_approval",
        ["ministry_id", "kind", "ends_at"],
        unique=False,
    )
    op.create_table(
        "conflict_of_interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("reason_cipher", sa.String(), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.Column("declared_by", sa.Integer(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_reason_cipher", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["declared_by"], ["person.id"], name=op.f("fk_conflict_of_interest_declared_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["person.id"], name=op.f("fk_conflict_of_interest_ended_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_conflict_of_interest_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_conflict_of_interest_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_conflict_of_interest_topic_id_topic")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_of_interest")),
    )
    op.create_index(
        "ix_conflict_of_interest_engagement",
        "conflict_of_interest",
        ["engagement_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_conflict_of_interest_person_id"),
        "conflict_of_interest",
        ["person_id"],
        unique=False,
    )
    op.create_index(
        "uq_conflict_of_interest_engagement",
        "conflict_of_interest",
        ["person_id", "engagement_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND topic_id IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND topic_id IS NULL"),
    )
    op.create_index(
        "uq_conflict_of_interest_topic",
        "conflict_of_interest",
        ["person_id", "topic_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND topic_id IS NOT NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND topic_id IS NOT NULL"),
    )
    op.create_table(
        "reply_approval",
        sa.Column("reply_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("approved_at", UtcDateTime(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=False),
        sa.Column("approved_for", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["person.id"], name=op.f("fk_reply_approval_approved_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["approved_for"], ["person.id"], name=op.f("fk_reply_approval_approved_for_person")
        ),
        sa.ForeignKeyConstraint(
            ["reply_id", "version"],
            ["reply_version.reply_id", "reply_version.version"],
            name=op.f("fk_reply_approval_reply_id_reply_version"),
        ),
        sa.PrimaryKeyConstraint("reply_id", "version", "role", name=op.f("pk_reply_approval")),
    )
    op.add_column("acknowledgement", sa.Column("has_no_conflict", sa.Boolean(), nullable=True))
    for table in APPEND_ONLY:
        _make_append_only(table)


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")


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
