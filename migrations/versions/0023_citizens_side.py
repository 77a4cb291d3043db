"""The citizen's side: search, documents, planned updates, registers, what lists filter by."""

from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

__all__ = ["Final", "UtcDateTime", "op", "sa"]


def upgrade() -> None:
    _search()
    _lists()
    _discussion()
    _registers()
    _documents()
    _planned_updates()


def _search() -> None:
    """The index of public texts."""


def _lists() -> None:
    """What the home page filters by."""


def _discussion() -> None:
    """How discussions are sorted."""


def _registers() -> None:
    """Accounts, blogs, sites and tools."""
    tool = op.create_table(
        "tool",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("takes_posts", sa.Boolean(), nullable=False),
        sa.Column("hosts", sa.String(), nullable=False),
        sa.Column("terms_address", sa.String(), nullable=False),
        sa.Column("privacy_reference", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["person.id"], name=op.f("fk_tool_checked_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool")),
        sa.UniqueConstraint("key", name=op.f("uq_tool_key")),
    )
    op.create_table(
        "connect_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ministry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tool_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("address_key", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("waiting_since", UtcDateTime(), nullable=True),
        sa.Column("listed_at", UtcDateTime(), nullable=True),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["person.id"], name=op.f("fk_connect_entry_checked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_connect_entry_created_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["ministry_id"], ["ministry.id"], name=op.f("fk_connect_entry_ministry_id_ministry")
        ),
        sa.ForeignKeyConstraint(
            ["tool_id"], ["tool.id"], name=op.f("fk_connect_entry_tool_id_tool")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connect_entry")),
    )
    op.create_index(
        "uq_connect_entry_address",
        "connect_entry",
        ["address_key"],
        unique=True,
        sqlite_where=sa.text("state <> 'retired'"),
        postgresql_where=sa.text("state <> 'retired'"),
    )
    op.create_index(
        "ix_connect_entry_ministry", "connect_entry", ["ministry_id", "state"], unique=False
    )
    op.create_table(
        "register_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_register_change_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_change")),
    )
    op.create_index(
        "ix_register_change_subject", "register_change", ["subject", "id"], unique=False
    )
    _keep_changes()
    op.bulk_insert(tool, [_tool(*row) for row in TOOLS])


def _keep_changes() -> None:
    """What was changed in a register is neither rewritten nor lost."""
    words = "register_change is append-only"
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        op.execute(
            "CREATE FUNCTION register_change_keep() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER register_change_no_truncate BEFORE TRUNCATE ON register_change "
            "FOR EACH STATEMENT EXECUTE FUNCTION register_change_keep()"
        )
    for action in ("UPDATE", "DELETE"):
        begin = f"CREATE TRIGGER register_change_no_{action.lower()} BEFORE {action} ON "
        body = (
            f"register_change FOR EACH ROW BEGIN SELECT RAISE(ABORT, '{words}'); END"
            if is_sqlite
            else "register_change FOR EACH ROW EXECUTE FUNCTION register_change_keep()"
        )
        op.execute(begin + body)


TOOLS: Final = (
    ("x", "X (Twitter)", "Short news, and answers to what people ask there", "x.com twitter.com",
     True, "https://x.com/en/tos"),
    ("facebook", "Facebook", "News, events and talk with people where they live", "facebook.com",
     True, "https://www.facebook.com/terms"),
    ("instagram", "Instagram", "Pictures and short films about the work of government",
     "instagram.com", True, "https://www.instagram.com/terms/accept/"),
    ("flickr", "Flickr", "Photos of events, for everybody to look at and to use", "flickr.com",
     True, "https://www.flickr.com/help/terms"),
    ("youtube", "YouTube", "Films and broadcasts of events", "youtube.com youtu.be", True,
     "https://www.youtube.com/t/terms"),
    ("hootsuite", "Hootsuite", "Writing posts for several accounts and sending them on time",
     "hootsuite.com", False, "https://www.hootsuite.com/legal/terms"),
    ("wordpress", "WordPress", "Engagement sites and blogs on the corporate platform", "", False,
     "https://wordpress.org/about/license/"),
)  # fmt: skip
"""R2: the seven that every installation begins with; what came later is in the register alone."""
AS_DELIVERED: Final = datetime(2026, 11, 26, tzinfo=UTC)
CITIZEN_ENGAGEMENT_KEEPS: Final = ("wordpress",)


def _tool(
    key: str, name: str, purpose: str, hosts: str, takes_posts: bool, terms: str
) -> dict[str, object]:
    is_own = key in CITIZEN_ENGAGEMENT_KEEPS
    return {
        "key": key,
        "name": name,
        "purpose": purpose,
        "owner": "Citizen Engagement" if is_own else "Digital Communications",
        "status": "in_use",
        "audience": "public",
        "takes_posts": takes_posts,
        "hosts": hosts,
        "terms_address": terms,
        "privacy_reference": "",
        "version": 1,
        "checked_at": AS_DELIVERED,
        "checked_by": None,
    }


def _documents() -> None:
    """Documents beside pictures."""
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("faults", sa.String(), server_default="", nullable=False),
        sa.Column("figures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("description", sa.String(), server_default="", nullable=False),
        sa.Column("owner", sa.String(), server_default="", nullable=False),
        sa.Column("licence", sa.String(), server_default="", nullable=False),
        sa.Column("proof", sa.String(), server_default="", nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_document_added_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_document_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by"], ["person.id"], name=op.f("fk_document_removed_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("name", name=op.f("uq_document_name")),
    )
    op.create_index("ix_document_engagement", "document", ["engagement_id", "id"], unique=False)


def _planned_updates() -> None:
    """Updates that are published at a time of their own."""
    with op.batch_alter_table("engagement_update") as table:
        table.add_column(sa.Column("planned_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("planned_revision_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("planned_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("plan_state", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("plan_number", sa.Integer(), server_default="0", nullable=False))
        table.create_foreign_key(
            op.f("fk_engagement_update_planned_revision_id_revision"),
            "revision",
            ["planned_revision_id"],
            ["id"],
        )
        table.create_foreign_key(
            op.f("fk_engagement_update_planned_by_person"), "person", ["planned_by"], ["id"]
        )
    op.create_index(
        "ix_engagement_update_planned", "engagement_update", ["planned_at"], unique=False
    )
