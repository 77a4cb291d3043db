"""Secret addresses at which calendar programs read the staff's calendar."""

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

__all__ = ["UtcDateTime", "op", "sa"]


def upgrade() -> None:
    op.create_table(
        "calendar_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_link_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_link")),
    )
    is_live = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_calendar_link_live",
        "calendar_link",
        ["person_id"],
        unique=True,
        sqlite_where=is_live,
        postgresql_where=is_live,
    )
