"""What was keyed in by staff, and captures of social media."""

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
