"""Election periods, what they hold, exceptions, and when a comment became public."""

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "election_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("called_at", UtcDateTime(), nullable=False),
        sa.Column("voting_ends_at", UtcDateTime(), nullable=False),
        sa.Column("sworn_at", UtcDateTime(), nullable=True),
        sa.Column("known_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["set_by"], ["person.id"], name=op.f("fk_election_period_set_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["person.id"], name=op.f("fk_election_period_withdrawn_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_period")),
    )
    op.create_table(
        "comments_in_elections",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_comments_in_elections_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["set_by"], ["person.id"], name=op.f("fk_comments_in_elections_set_by_person")
        ),
        sa.PrimaryKeyConstraint("engagement_id", name=op.f("pk_comments_in_elections")),
    )
    op.create_table(
        "election_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("communications_by", sa.Integer(), nullable=True),
        sa.Column("communications_at", UtcDateTime(), nullable=True),
        sa.Column("communications_reason", sa.String(), nullable=False),
        sa.Column("executive_by", sa.Integer(), nullable=True),
        sa.Column("executive_at", UtcDateTime(), nullable=True),
        sa.Column("executive_reason", sa.String(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["communications_by"],
            ["person.id"],
            name=op.f("fk_election_exception_communications_by_person"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_election_exception_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["executive_by"], ["person.id"], name=op.f("fk_election_exception_executive_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"],
            ["election_period.id"],
            name=op.f("fk_election_exception_period_id_election_period"),
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["person.id"], name=op.f("fk_election_exception_revoked_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_exception")),
    )
    op.create_index(
        "ix_election_exception_of", "election_exception", ["engagement_id", "kind"], unique=False
    )
    op.create_table(
        "held_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.Column("held_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_held_item_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["held_by"], ["person.id"], name=op.f("fk_held_item_held_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"],
            ["election_period.id"],
            name=op.f("fk_held_item_period_id_election_period"),
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["person.id"], name=op.f("fk_held_item_settled_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_item")),
        sa.UniqueConstraint("key", "period_id", name=op.f("uq_held_item_key_period_id")),
    )
    op.create_index(
        op.f("ix_held_item_engagement_id"), "held_item", ["engagement_id"], unique=False
    )
    op.create_index(
        "ix_held_item_waiting",
        "held_item",
        ["held_at", "id"],
        unique=False,
        sqlite_where=sa.text("outcome = ''"),
        postgresql_where=sa.text("outcome = ''"),
    )
    op.add_column("comment", sa.Column("published_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
