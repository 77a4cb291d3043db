"""What we put on WordPress, and whether it can be reached."""

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wordpress_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("troubles", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=True),
        sa.Column("paused_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordpress_contact")),
    )
    op.create_table(
        "wordpress_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("local_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("remote_id", sa.Integer(), nullable=True),
        sa.Column("remote_status", sa.String(), nullable=False),
        sa.Column("fields_hash", sa.String(), nullable=False),
        sa.Column("attempted", sa.String(), nullable=False),
        sa.Column("modified_gmt", UtcDateTime(), nullable=True),
        sa.Column("pushed_at", UtcDateTime(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordpress_link")),
        sa.UniqueConstraint("key", name=op.f("uq_wordpress_link_key")),
        sa.UniqueConstraint("thing", "local_id", name=op.f("uq_wordpress_link_thing_local_id")),
    )


def downgrade() -> None:
    raise RuntimeError("links are not taken back: restore a backup instead")
