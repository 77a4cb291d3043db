"""Followers of engagements, what they are to be told, and who wants the morning digest."""

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "queue_digest_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.Column("chosen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_queue_digest_choice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_queue_digest_choice")),
    )
    op.create_table(
        "news_baseline",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_news_baseline_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_news_baseline_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("engagement_id", "topic_id", name=op.f("pk_news_baseline")),
    )
    op.create_table(
        "news_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("pace", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("last_item_id", sa.Integer(), nullable=True),
        sa.Column("owed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_news_issue_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_issue")),
        sa.UniqueConstraint("key", name=op.f("uq_news_issue_key")),
    )
    op.create_index(
        "ix_news_issue_engagement", "news_issue", ["engagement_id", "pace", "id"], unique=False
    )
    op.create_table(
        "news_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_news_item_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_item")),
        sa.UniqueConstraint("key", name=op.f("uq_news_item_key")),
    )
    op.create_index("ix_news_item_engagement", "news_item", ["engagement_id", "id"], unique=False)
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("pace", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("email_cipher", sa.String(), nullable=True),
        sa.Column("email_index", sa.String(), nullable=True),
        sa.Column("notice_hash", sa.String(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("confirmation_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_why", sa.String(), server_default="", nullable=False),
        sa.Column("told_item_id", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_subscription_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint(
            "engagement_id", "email_index", name=op.f("uq_subscription_engagement_id_email_index")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_subscription_public_id")),
    )
    op.create_index(
        op.f("ix_subscription_email_index"), "subscription", ["email_index"], unique=False
    )
    op.create_index("ix_subscription_state", "subscription", ["state", "asked_at"], unique=False)
    op.create_index(
        "ix_subscription_told",
        "subscription",
        ["engagement_id", "state", "pace", "id"],
        unique=False,
    )


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
