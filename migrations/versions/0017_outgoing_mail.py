"""Outgoing mail to anybody, the row itself as its queue; addresses that mail came back from."""

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

UNSENT = sa.text("state IN ('waiting', 'refused', 'held')")


def upgrade() -> None:
    op.drop_index("ix_outgoing_mail_unsent", "outgoing_mail")
    op.drop_index("ix_outgoing_mail_person_id", "outgoing_mail")
    with op.batch_alter_table("outgoing_mail") as table:
        table.add_column(
            sa.Column("recipient_kind", sa.String(), server_default="person", nullable=False)
        )
        table.add_column(
            sa.Column("recipient_id", sa.Integer(), server_default="0", nullable=False)
        )
        table.add_column(sa.Column("language", sa.String(), server_default="en", nullable=False))
        table.add_column(sa.Column("message_key", sa.String(), nullable=True))
        table.add_column(sa.Column("next_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("leased_until", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("bounced_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE outgoing_mail SET recipient_id = person_id, next_at = created_at")
    with op.batch_alter_table("outgoing_mail") as table:
        table.drop_constraint("fk_outgoing_mail_person_id_person", type_="foreignkey")
        table.drop_column("person_id")
        table.alter_column("recipient_kind", server_default=None)
        table.alter_column("recipient_id", server_default=None)
        table.alter_column("next_at", nullable=False)
    op.create_index(
        "ix_outgoing_mail_recipient", "outgoing_mail", ["recipient_kind", "recipient_id"]
    )
    op.create_index(
        "ix_outgoing_mail_unsent",
        "outgoing_mail",
        ["state", "next_at", "id"],
        sqlite_where=UNSENT,
        postgresql_where=UNSENT,
    )
    op.create_index("uq_outgoing_mail_message_key", "outgoing_mail", ["message_key"], unique=True)
    op.create_table(
        "mail_suppression",
        sa.Column("email_index", sa.String(), nullable=False),
        sa.Column("suppressed_at", UtcDateTime(), nullable=False),
        sa.Column("outgoing_mail_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("email_index", name=op.f("pk_mail_suppression")),
    )


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
