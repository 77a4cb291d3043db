"""The planning record: its place at the engagement, the early idea, content shared, assessments."""

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

APPEND_ONLY = ("idea_step", "assessment")


def upgrade() -> None:
    op.execute(
        "ALTER TABLE engagement ADD COLUMN planning_revision_id INTEGER"
        " CONSTRAINT fk_engagement_planning_revision_id_revision REFERENCES revision (id)"
    )
    op.create_table(
        "idea_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("planning_revision_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_idea_step_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["planning_revision_id"],
            ["revision.id"],
            name=op.f("fk_idea_step_planning_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["person.id"], name=op.f("fk_idea_step_taken_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_step")),
    )
    op.create_index("ix_idea_step_engagement", "idea_step", ["engagement_id", "id"], unique=False)
    op.create_table(
        "shared_content",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_to", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("outcome_at", UtcDateTime(), nullable=True),
        sa.Column("outcome_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_shared_content_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["outcome_by"], ["person.id"], name=op.f("fk_shared_content_outcome_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_shared_content_recorded_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_content")),
    )
    op.create_index(
        op.f("ix_shared_content_engagement_id"), "shared_content", ["engagement_id"], unique=False
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("signatories", sa.String(), nullable=False),
        sa.Column("conditions", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("covers", sa.String(), nullable=False),
        sa.Column("planning_revision_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_assessment_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["planning_revision_id"],
            ["revision.id"],
            name=op.f("fk_assessment_planning_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_assessment_recorded_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    op.create_index(
        "ix_assessment_engagement", "assessment", ["engagement_id", "kind", "id"], unique=False
    )
    for table in APPEND_ONLY:
        _make_append_only(table)


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")


def _make_append_only(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
