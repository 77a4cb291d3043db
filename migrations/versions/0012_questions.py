"""Answers to structured questions, a row for each option or number."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment_answer",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("topic_revision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_answer_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["topic_revision_id"],
            ["revision.id"],
            name=op.f("fk_comment_answer_topic_revision_id_revision"),
        ),
        sa.PrimaryKeyConstraint(
            "comment_id", "question_key", "value", name=op.f("pk_comment_answer")
        ),
    )


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
