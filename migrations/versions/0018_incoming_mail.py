"""Incoming mail, attachments, and what was cut from mails."""

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder_kind", sa.String(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("name_cipher", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("cipher", sa.LargeBinary(), nullable=True),
        sa.Column("why_empty", sa.String(), server_default="", nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_attachment_added_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(
        "ix_attachment_holder", "attachment", ["holder_kind", "holder_id"], unique=False
    )
    op.create_table(
        "cut_part",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cipher", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_cut_part_comment_id_comment")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_cut_part")),
    )
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_key", sa.String(), nullable=False),
        sa.Column("message_key", sa.String(), nullable=False),
        sa.Column("message_id_cipher", sa.String(), nullable=True),
        sa.Column("arrived_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("sender_cipher", sa.String(), nullable=True),
        sa.Column("sender_index", sa.String(), nullable=True),
        sa.Column("subject_cipher", sa.String(), nullable=True),
        sa.Column("body_cipher", sa.String(), nullable=True),
        sa.Column("cut_cipher", sa.String(), nullable=True),
        sa.Column("language", sa.String(), server_default="en", nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("is_moved", sa.Boolean(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_as", sa.String(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_incoming_mail_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_incoming_mail_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["person.id"], name=op.f("fk_incoming_mail_settled_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
    )
    op.create_index("ix_incoming_mail_comment", "incoming_mail", ["comment_id"], unique=False)
    op.create_index(
        "ix_incoming_mail_engagement",
        "incoming_mail",
        ["engagement_id", "outcome", "id"],
        unique=False,
    )
    op.create_index("ix_incoming_mail_outcome", "incoming_mail", ["outcome", "id"], unique=False)
    op.create_index(
        "ix_incoming_mail_sender", "incoming_mail", ["sender_index", "arrived_at"], unique=False
    )
    op.create_index(
        "ix_incoming_mail_unmoved",
        "incoming_mail",
        ["id"],
        unique=False,
        sqlite_where=sa.text("NOT is_moved"),
        postgresql_where=sa.text("NOT is_moved"),
    )
    op.create_index(
        "ix_incoming_mail_unsettled",
        "incoming_mail",
        ["id"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL AND outcome IN ('unrouted', 'quarantined')"),
        postgresql_where=sa.text("settled_at IS NULL AND outcome IN ('unrouted', 'quarantined')"),
    )
    op.create_index("uq_incoming_mail_message", "incoming_mail", ["message_key"], unique=True)
    op.create_index("uq_incoming_mail_place", "incoming_mail", ["place_key"], unique=True)
    op.create_table(
        "mailbox_watch",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), server_default="", nullable=False),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.Column("fetched_at", UtcDateTime(), nullable=True),
        sa.Column("trouble", sa.String(), server_default="", nullable=False),
        sa.Column("trouble_since", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mailbox_watch")),
    )


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
