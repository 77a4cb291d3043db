"""Staff accounts: passkeys, recovery codes, earlier passwords, invitations, reviews."""

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spent_token",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_token")),
    )
    op.create_index(op.f("ix_spent_token_expires_at"), "spent_token", ["expires_at"], unique=False)
    op.create_table(
        "access_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("begun_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["begun_by"], ["person.id"], name=op.f("fk_access_review_begun_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["person.id"], name=op.f("fk_access_review_ended_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_review")),
    )
    op.create_table(
        "earlier_password",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_earlier_password_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_password")),
    )
    op.create_index(
        op.f("ix_earlier_password_person_id"), "earlier_password", ["person_id"], unique=False
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_invitation_made_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_person_id"), "invitation", ["person_id"], unique=False)
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_passkey_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index(
        op.f("ix_recovery_code_person_id"), "recovery_code", ["person_id"], unique=False
    )
    op.create_table(
        "sign_in_alarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), server_default="failures", nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("seen_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_alarm_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["seen_by"], ["person.id"], name=op.f("fk_sign_in_alarm_seen_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_alarm")),
    )
    op.create_index(
        op.f("ix_sign_in_alarm_raised_at"), "sign_in_alarm", ["raised_at"], unique=False
    )
    op.create_table(
        "access_review_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_access_review_entry_decided_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_access_review_entry_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["access_review.id"],
            name=op.f("fk_access_review_entry_review_id_access_review"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_review_entry")),
        sa.UniqueConstraint(
            "review_id", "person_id", name=op.f("uq_access_review_entry_review_id_person_id")
        ),
    )
    op.add_column("person", sa.Column("password_salt", sa.String(), nullable=True))
    op.add_column("person", sa.Column("password_set_at", UtcDateTime(), nullable=True))
    op.add_column("person", sa.Column("passkey_handle", sa.String(), nullable=True))
    op.add_column("person", sa.Column("sso_subject", sa.String(), nullable=True))
    op.add_column(
        "person",
        sa.Column(
            "is_break_glass", sa.Boolean(), server_default=sa.text("(false)"), nullable=False
        ),
    )
    op.create_index(op.f("ix_person_passkey_handle"), "person", ["passkey_handle"], unique=True)
    op.create_index(op.f("ix_person_sso_subject"), "person", ["sso_subject"], unique=True)
    op.add_column(
        "person_role", sa.Column("source", sa.String(), server_default="local", nullable=False)
    )
    op.add_column(
        "person_role", sa.Column("reason", sa.String(), server_default="", nullable=False)
    )
    op.add_column("staff_session", sa.Column("confirmed_at", UtcDateTime(), nullable=True))
    op.add_column(
        "staff_session", sa.Column("method", sa.String(), server_default="password", nullable=False)
    )
    op.add_column(
        "staff_session", sa.Column("browser", sa.String(), server_default="", nullable=False)
    )


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
