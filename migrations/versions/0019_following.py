"""Followers of engagements, and what they are to be told."""

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
