"""Official replies, questions with their owners, and who may speak on what."""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
