"""Defences against floods and spam: marks of senders, word lists, the sorting model."""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
