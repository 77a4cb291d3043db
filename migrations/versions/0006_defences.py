"""Defences against floods and spam: marks of senders, word lists, the sorting model."""

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sender_salt",
        sa.Column("hour", UtcDateTime(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hour", name=op.f("pk_sender_salt")),
    )
    op.create_table(
        "sender_count",
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_sender_count")),
    )
    op.create_index(op.f("ix_sender_count_expires_at"), "sender_count", ["expires_at"])
    op.create_table(
        "engagement_defence",
        sa.Column("engagement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proof_since", UtcDateTime(), nullable=False),
        sa.Column("switched_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_engagement_defence_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["switched_by"], ["person.id"], name=op.f("fk_engagement_defence_switched_by_person")
        ),
        sa.PrimaryKeyConstraint("engagement_id", name=op.f("pk_engagement_defence")),
    )
    op.create_table(
        "used_proof",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_used_proof")),
    )
    op.create_index(op.f("ix_used_proof_expires_at"), "used_proof", ["expires_at"])
    op.create_table(
        "watched_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_watched_word_added_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_word")),
        sa.UniqueConstraint("word", name=op.f("uq_watched_word_word")),
    )
    op.create_table(
        "sorting_model",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("trained_at", UtcDateTime(), nullable=False),
        sa.Column("spam", sa.Integer(), nullable=False),
        sa.Column("ham", sa.Integer(), nullable=False),
        sa.Column("weights", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sorting_model")),
    )
    op.create_table(
        "intake_condition",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("names_missing_since", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_condition")),
    )


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
