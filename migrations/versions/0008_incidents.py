"""Incidents, acknowledgements, and reports of published comments by readers."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

APPEND_ONLY = ("acknowledgement", "incident_step")
# R1: the teams whom an incident is told to, until an administrator changes them.
TEAMS = (
    ("Citizen Engagement", "CitizenEngagement@gov.bc.ca"),
    ("Digital Communications", "GCPENEWSRM@Victoria1.gov.bc.ca"),
)
SHIPPED_AT = datetime(2026, 11, 26, tzinfo=UTC)


def upgrade() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_acknowledgement_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
    )
    op.create_index(
        "ix_acknowledgement_person", "acknowledgement", ["person_id", "document"], unique=False
    )
    op.create_table(
        "incident_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ministry_id", sa.Integer(), nullable=True),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["person.id"], name=op.f("fk_incident_contact_changed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["ministry_id"], ["ministry.id"], name=op.f("fk_incident_contact_ministry_id_ministry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_contact")),
    )
    op.create_index(
        op.f("ix_incident_contact_ministry_id"), "incident_contact", ["ministry_id"], unique=False
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ministry_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_incident_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_incident_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["ministry_id"], ["ministry.id"], name=op.f("fk_incident_ministry_id_ministry")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["person.id"], name=op.f("fk_incident_opened_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_comment_id"), "incident", ["comment_id"], unique=False)
    op.create_index(op.f("ix_incident_decision_id"), "incident", ["decision_id"], unique=False)
    op.create_index(
        "ix_incident_ministry", "incident", ["ministry_id", "opened_at", "id"], unique=False
    )
    op.create_index("ix_incident_newest", "incident", ["opened_at", "id"], unique=False)
    op.create_index("ix_incident_state", "incident", ["state", "opened_at", "id"], unique=False)
    op.create_table(
        "comment_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_report_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_comment_report_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["person.id"], name=op.f("fk_comment_report_reviewed_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_report")),
    )
    op.create_index(
        "ix_comment_report_comment", "comment_report", ["comment_id", "id"], unique=False
    )
    op.create_index(
        "ix_comment_report_listed",
        "comment_report",
        ["reported_at", "id"],
        unique=False,
        sqlite_where=sa.text("reviewed_at IS NULL AND decision_id IS NULL"),
        postgresql_where=sa.text("reviewed_at IS NULL AND decision_id IS NULL"),
    )
    op.create_table(
        "incident_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_step_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["person.id"], name=op.f("fk_incident_step_taken_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_step")),
    )
    op.create_index(
        "ix_incident_step_incident", "incident_step", ["incident_id", "id"], unique=False
    )
    op.create_table(
        "incident_note",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_id"], ["incident_step.id"], name=op.f("fk_incident_note_step_id_incident_step")
        ),
        sa.PrimaryKeyConstraint("step_id", name=op.f("pk_incident_note")),
    )
    for table in APPEND_ONLY:
        _make_append_only(table)
    _add_teams()


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")


def _add_teams() -> None:
    contact = sa.table(
        "incident_contact",
        *(sa.column(name) for name in ("part", "name", "email", "phone")),
        sa.column("changed_at", UtcDateTime()),
    )
    op.bulk_insert(
        contact,
        [
            {"part": "gcpe", "name": name, "email": email, "phone": "", "changed_at": SHIPPED_AT}
            for name, email in TEAMS
        ],
    )


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
