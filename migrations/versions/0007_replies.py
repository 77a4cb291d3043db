"""Official replies, questions with their owners, and who may speak on what."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

APPEND_ONLY: Final = ("reply_version", "reply_spot", "reply_answer", "reply_step")


def upgrade() -> None:
    op.create_table(
        "reply_team",
        sa.Column("engagement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_reply_team_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("engagement_id", name=op.f("pk_reply_team")),
    )
    op.create_table(
        "speaker_topic",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("assigned_at", UtcDateTime(), nullable=False),
        sa.Column("assigned_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assigned_by"], ["person.id"], name=op.f("fk_speaker_topic_assigned_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_speaker_topic_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_speaker_topic_topic_id_topic")
        ),
        sa.PrimaryKeyConstraint("person_id", "topic_id", name=op.f("pk_speaker_topic")),
    )
    op.create_index(op.f("ix_speaker_topic_topic_id"), "speaker_topic", ["topic_id"], unique=False)
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("referred_at", UtcDateTime(), nullable=False),
        sa.Column("referred_by", sa.Integer(), nullable=True),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
        sa.Column("taken_back_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_referral_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["referred_by"], ["person.id"], name=op.f("fk_referral_referred_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["taken_back_by"], ["person.id"], name=op.f("fk_referral_taken_back_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    op.create_index(op.f("ix_referral_comment_id"), "referral", ["comment_id"], unique=False)
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_version", sa.Integer(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("corrected_at", UtcDateTime(), nullable=True),
        sa.Column("to_version", sa.Integer(), nullable=True),
        sa.Column("held_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_reply_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_reply_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_reply_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    op.create_index(op.f("ix_reply_comment_id"), "reply", ["comment_id"], unique=False)
    op.create_index("ix_reply_engagement", "reply", ["engagement_id", "id"], unique=False)
    op.create_index(
        "uq_reply_standing",
        "reply",
        ["comment_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "question",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", UtcDateTime(), nullable=False),
        sa.Column("marked_by", sa.Integer(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_question_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by"], ["person.id"], name=op.f("fk_question_marked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_question_owner_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["reply.id"], name=op.f("fk_question_reply_id_reply")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_question")),
    )
    op.create_index(
        "ix_question_open",
        "question",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_index(op.f("ix_question_owner_id"), "question", ["owner_id"], unique=False)
    op.create_table(
        "reply_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["reply.id"], name=op.f("fk_reply_step_reply_id_reply")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["person.id"], name=op.f("fk_reply_step_taken_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_step")),
    )
    op.create_index(op.f("ix_reply_step_reply_id"), "reply_step", ["reply_id"], unique=False)
    op.create_table(
        "reply_version",
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("role_title", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("names_checked", sa.Boolean(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["reply.id"], name=op.f("fk_reply_version_reply_id_reply")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_reply_version_written_by_person")
        ),
        sa.PrimaryKeyConstraint("reply_id", "version", name=op.f("pk_reply_version")),
    )
    op.create_table(
        "reply_answer",
        sa.Column("reply_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reply_id", "version"],
            ["reply_version.reply_id", "reply_version.version"],
            name=op.f("fk_reply_answer_reply_id_reply_version"),
        ),
        sa.PrimaryKeyConstraint("reply_id", "version", "rule", name=op.f("pk_reply_answer")),
    )
    op.create_table(
        "reply_spot",
        sa.Column("reply_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start_char", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("end_char", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reply_id", "version"],
            ["reply_version.reply_id", "reply_version.version"],
            name=op.f("fk_reply_spot_reply_id_reply_version"),
        ),
        sa.PrimaryKeyConstraint(
            "reply_id", "version", "start_char", "end_char", name=op.f("pk_reply_spot")
        ),
    )

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
