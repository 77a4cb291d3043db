"""Incidents, acknowledgements, and reports of published comments by readers."""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
