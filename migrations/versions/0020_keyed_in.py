"""What was keyed in by staff, and captures of social media."""

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("cipher", sa.LargeBinary(), nullable=True),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_import_draft_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["person.id"], name=op.f("fk_import_draft_uploaded_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_draft")),
    )
    op.create_index("ix_import_draft_uploaded", "import_draft", ["uploaded_at"], unique=False)
    op.create_table(
        "keyed_entry",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nonce_hash", sa.String(), nullable=False),
        sa.Column("keyed_by", sa.Integer(), nullable=True),
        sa.Column("keyed_at", UtcDateTime(), nullable=False),
        sa.Column("reference_cipher", sa.String(), nullable=True),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_keyed_entry_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["keyed_by"], ["person.id"], name=op.f("fk_keyed_entry_keyed_by_person")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_keyed_entry")),
    )
    op.create_index(
        "ix_keyed_entry_keyed_by", "keyed_entry", ["keyed_by", "keyed_at"], unique=False
    )
    op.create_index("uq_keyed_entry_nonce", "keyed_entry", ["nonce_hash"], unique=True)
    op.create_table(
        "social_capture",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("address_cipher", sa.String(), nullable=False),
        sa.Column("address_index", sa.String(), nullable=False),
        sa.Column("account_cipher", sa.String(), nullable=True),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.Column("captured_on", sa.Date(), nullable=False),
        sa.Column("captured_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["captured_by"], ["person.id"], name=op.f("fk_social_capture_captured_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_social_capture_comment_id_comment")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_social_capture")),
    )
    op.create_index("ix_social_capture_address", "social_capture", ["address_index"], unique=False)


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
