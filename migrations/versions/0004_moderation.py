"""Moderation: partitions of the queue, removed words, undo, claims, flags, campaigns, messages."""

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("first_comment_id", sa.Integer(), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_campaign_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["first_comment_id"], ["comment.id"], name=op.f("fk_campaign_first_comment_id_comment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(op.f("ix_campaign_engagement_id"), "campaign", ["engagement_id"], unique=False)
    op.create_table(
        "claim",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_claim_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_claim_person_id_person")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_person_id"), "claim", ["person_id"], unique=False)
    op.create_table(
        "comment_flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("start_char", sa.Integer(), nullable=False),
        sa.Column("end_char", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_flag_comment_id_comment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_flag")),
    )
    op.create_index(
        "ix_comment_flag_comment", "comment_flag", ["comment_id", "version"], unique=False
    )
    op.create_table(
        "comment_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_note_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_comment_note_written_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_note")),
    )
    op.create_index(
        op.f("ix_comment_note_comment_id"), "comment_note", ["comment_id"], unique=False
    )
    op.create_table(
        "comment_sketch",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_sketch_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_comment_sketch_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("comment_id", "band", name=op.f("pk_comment_sketch")),
    )
    op.create_index(
        "ix_comment_sketch_band", "comment_sketch", ["engagement_id", "band"], unique=False
    )
    op.create_table(
        "author_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_author_message_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_author_message_created_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_author_message_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author_message")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_author_message_decision_id")),
    )
    op.create_index(
        op.f("ix_author_message_comment_id"), "author_message", ["comment_id"], unique=False
    )
    op.create_index(op.f("ix_author_message_due_at"), "author_message", ["due_at"], unique=False)
    op.create_table(
        "campaign_member",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("adds_something", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_member_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_campaign_member_comment_id_comment")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_campaign_member")),
    )
    op.create_index(
        op.f("ix_campaign_member_campaign_id"), "campaign_member", ["campaign_id"], unique=False
    )
    op.create_table(
        "comment_redaction",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start_char", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("end_char", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id", "version"],
            ["comment_text.comment_id", "comment_text.version"],
            name=op.f("fk_comment_redaction_comment_id_comment_text"),
        ),
        sa.PrimaryKeyConstraint(
            "comment_id", "version", "start_char", name=op.f("pk_comment_redaction")
        ),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("cipher", sa.String(), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=False),
        sa.Column("purge_at", UtcDateTime(), nullable=False),
        sa.Column("emptied_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_quarantine_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_quarantine_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    op.create_index(op.f("ix_quarantine_comment_id"), "quarantine", ["comment_id"], unique=False)
    op.create_index(op.f("ix_quarantine_decision_id"), "quarantine", ["decision_id"], unique=False)
    op.create_index(
        "ix_quarantine_purge",
        "quarantine",
        ["purge_at"],
        unique=False,
        sqlite_where=sa.text("cipher IS NOT NULL"),
        postgresql_where=sa.text("cipher IS NOT NULL"),
    )
    op.create_table(
        "quarantine_reveal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quarantine_id", sa.Integer(), nullable=False),
        sa.Column("revealed_at", UtcDateTime(), nullable=False),
        sa.Column("revealed_by", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quarantine_id"],
            ["quarantine.id"],
            name=op.f("fk_quarantine_reveal_quarantine_id_quarantine"),
        ),
        sa.ForeignKeyConstraint(
            ["revealed_by"], ["person.id"], name=op.f("fk_quarantine_reveal_revealed_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine_reveal")),
    )
    op.create_index(
        op.f("ix_quarantine_reveal_quarantine_id"),
        "quarantine_reveal",
        ["quarantine_id"],
        unique=False,
    )
    op.add_column("comment", sa.Column("signals", sa.String(), nullable=False, server_default=""))
    op.add_column("comment", sa.Column("screened_version", sa.Integer(), nullable=True))
    op.drop_index(
        op.f("ix_comment_corrections"),
        table_name="comment",
        sqlite_where=sa.text("waiting_since IS NOT NULL AND published_version IS NOT NULL"),
    )
    op.drop_index(
        op.f("ix_comment_engagement_queue"),
        table_name="comment",
        sqlite_where=sa.text("waiting_since IS NOT NULL"),
    )
    op.create_index(
        "ix_comment_engagement_partition",
        "comment",
        ["engagement_id", "hold", "waiting_since", "id"],
        unique=False,
        sqlite_where=sa.text("waiting_since IS NOT NULL"),
        postgresql_where=sa.text("waiting_since IS NOT NULL"),
    )
    op.create_index(
        "ix_comment_partition",
        "comment",
        ["hold", "waiting_since", "id"],
        unique=False,
        sqlite_where=sa.text("waiting_since IS NOT NULL"),
        postgresql_where=sa.text("waiting_since IS NOT NULL"),
    )
    op.execute("ALTER TABLE comment_text RENAME COLUMN original TO body")
    op.add_column("decision", sa.Column("from_hold", sa.String(), nullable=True))
    op.add_column("decision", sa.Column("from_published_version", sa.Integer(), nullable=True))
    op.add_column("decision", sa.Column("from_waiting_since", UtcDateTime(), nullable=True))
    op.add_column("decision", sa.Column("referred_to", sa.String(), nullable=True))
    op.add_column("decision", sa.Column("campaign_id", sa.Integer(), nullable=True))
    op.execute(
        "ALTER TABLE decision ADD COLUMN undoes_id INTEGER"
        " CONSTRAINT fk_decision_undoes_id_decision REFERENCES decision (id)"
    )
    op.create_index("uq_decision_undone", "decision", ["undoes_id"], unique=True)
    op.add_column(
        "report_comment",
        sa.Column("removals", sa.Integer(), nullable=False, server_default="0"),
    )
    _count_partitions()


def _count_partitions() -> None:
    """What waits already is counted by its part of the queue, as `place` does from now on."""
    for scope in ("'queue'", "'engagement:' || engagement_id"):
        op.execute(
            "INSERT INTO counter (scope, name, value)"  # noqa: S608  both scopes stand above
            f" SELECT {scope}, 'waiting:' || hold, count(*) FROM comment"
            " WHERE waiting_since IS NOT NULL GROUP BY 1, 2"
        )


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
