"""The citizen's side: search, documents, planned updates, registers, what lists filter by."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

__all__ = ["Final", "UtcDateTime", "op", "sa"]


def upgrade() -> None:
    _search()
    _lists()
    _discussion()
    _registers()
    _documents()
    _planned_updates()


def _search() -> None:
    """The index of public texts."""


def _lists() -> None:
    """What the home page filters by."""


def _discussion() -> None:
    """How discussions are sorted."""


def _registers() -> None:
    """Accounts, blogs, sites and tools."""


def _documents() -> None:
    """Documents beside pictures."""
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("faults", sa.String(), server_default="", nullable=False),
        sa.Column("figures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("description", sa.String(), server_default="", nullable=False),
        sa.Column("owner", sa.String(), server_default="", nullable=False),
        sa.Column("licence", sa.String(), server_default="", nullable=False),
        sa.Column("proof", sa.String(), server_default="", nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_document_added_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_document_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by"], ["person.id"], name=op.f("fk_document_removed_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("name", name=op.f("uq_document_name")),
    )
    op.create_index("ix_document_engagement", "document", ["engagement_id", "id"], unique=False)


def _planned_updates() -> None:
    """Updates that are published at a time of their own."""
    with op.batch_alter_table("engagement_update") as table:
        table.add_column(sa.Column("planned_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("planned_revision_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("planned_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("plan_state", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("plan_number", sa.Integer(), server_default="0", nullable=False))
        table.create_foreign_key(
            op.f("fk_engagement_update_planned_revision_id_revision"),
            "revision",
            ["planned_revision_id"],
            ["id"],
        )
        table.create_foreign_key(
            op.f("fk_engagement_update_planned_by_person"), "person", ["planned_by"], ["id"]
        )
    op.create_index(
        "ix_engagement_update_planned", "engagement_update", ["planned_at"], unique=False
    )
