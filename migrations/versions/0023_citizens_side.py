"""The citizen's side: search, documents, planned updates, registers, what lists filter by."""

import json
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
    _translations()
    _languages()
    _watch_public_texts()
    _index_what_is_public()


def _search() -> None:
    """The index of public texts."""
    op.create_table(
        "search_due",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("times", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_id", name=op.f("pk_search_due")),
    )
    if op.get_bind().dialect.name == "sqlite":
        # Its tokens are words that were made plain before: see engage/search/rules.py.
        op.execute(
            "CREATE VIRTUAL TABLE public_search USING fts5"
            " (words, tags, detail = full, tokenize = 'unicode61 remove_diacritics 0')"
        )
    else:
        op.execute(
            "CREATE TABLE public_search (kind varchar NOT NULL, subject_id integer NOT NULL,"
            " words tsvector NOT NULL, PRIMARY KEY (kind, subject_id))"
        )
        op.execute("CREATE INDEX ix_public_search_words ON public_search USING gin (words)")


WATCHED: Final = (
    ("comment", "UPDATE OF published_version, engagement_id", ("comment",), """
        NOT (OLD.published_version {same} NEW.published_version)
        OR (NEW.published_version IS NOT NULL AND OLD.engagement_id <> NEW.engagement_id)"""),
    ("comment", "INSERT", ("comment",), "NEW.published_version IS NOT NULL"),
    ("comment", "DELETE", ("comment",), "OLD.published_version IS NOT NULL"),
    ("engagement",
     "UPDATE OF published_at, published_revision_id, results_revision_id, ministry_id",
     ("engagement", "results"), """
        NOT (OLD.published_at {same} NEW.published_at)
        OR NOT (OLD.published_revision_id {same} NEW.published_revision_id)
        OR NOT (OLD.results_revision_id {same} NEW.results_revision_id)
        OR OLD.ministry_id <> NEW.ministry_id"""),
    ("engagement", "INSERT", ("engagement", "results"), "NEW.published_at IS NOT NULL"),
    ("topic", "UPDATE OF published_revision_id", ("topic",),
     "NOT (OLD.published_revision_id {same} NEW.published_revision_id)"),
    ("topic", "INSERT", ("topic",), "NEW.published_revision_id IS NOT NULL"),
    ("topic", "DELETE", ("topic",), "OLD.published_revision_id IS NOT NULL"),
    ("engagement_update", "UPDATE OF published_revision_id, withdrawn_at", ("update",), """
        NOT (OLD.published_revision_id {same} NEW.published_revision_id)
        OR NOT (OLD.withdrawn_at {same} NEW.withdrawn_at)"""),
    ("engagement_update", "INSERT", ("update",), "NEW.published_revision_id IS NOT NULL"),
    ("engagement_update", "DELETE", ("update",), "OLD.published_revision_id IS NOT NULL"),
    ("engagement_translation", "UPDATE OF published_revision_id, withdrawn_at",
     ("translation",), """
        NOT (OLD.published_revision_id {same} NEW.published_revision_id)
        OR NOT (OLD.withdrawn_at {same} NEW.withdrawn_at)"""),
    ("engagement_translation", "INSERT", ("translation",),
     "NEW.published_revision_id IS NOT NULL"),
    ("engagement_translation", "DELETE", ("translation",),
     "OLD.published_revision_id IS NOT NULL"),
)  # fmt: skip
"""Which changes of a row take what out of the index of public texts, and leave it as due."""
CODES: Final = {
    "comment": 1,
    "engagement": 2,
    "topic": 3,
    "update": 4,
    "results": 5,
    "translation": 6,
}


def _watch_public_texts() -> None:
    """After all tables: SQLite's batches make a table anew, without its triggers."""
    if op.get_bind().dialect.name == "sqlite":
        _watch_on_sqlite()
    else:
        _watch_on_postgresql()


def _watch_on_sqlite() -> None:
    for table, action, kinds, when in WATCHED:
        row = "OLD" if action == "DELETE" else "NEW"
        body = "".join(_marks_on_sqlite(kind, f"{row}.id") for kind in kinds)
        if action != "INSERT":
            body += "".join(_takes_out_on_sqlite(kind, "OLD.id") for kind in kinds)
        _watch_one_on_sqlite(f"{table}_{action.split()[0].lower()}", table, action, when, body)
    is_public = (
        "EXISTS (SELECT 1 FROM comment"
        " WHERE id = {0}.comment_id AND published_version = {0}.version)"
    )
    for action, row in (("UPDATE OF body", "NEW"), ("DELETE", "OLD")):
        number = f"{row}.comment_id"
        body = _marks_on_sqlite("comment", number) + _takes_out_on_sqlite("comment", number)
        name = f"comment_text_{action.split()[0].lower()}"
        _watch_one_on_sqlite(name, "comment_text", action, is_public.format(row), body)
    renamed = (
        "INSERT INTO search_due (kind, subject_id) SELECT 'engagement', id FROM engagement"
        " WHERE ministry_id = NEW.id AND published_at IS NOT NULL ON CONFLICT DO NOTHING;"
    )
    when = "OLD.name <> NEW.name"
    _watch_one_on_sqlite("ministry_update", "ministry", "UPDATE OF name", when, renamed)


def _watch_one_on_sqlite(name: str, table: str, action: str, when: str, body: str) -> None:
    when = when.format(same="IS")
    op.execute(
        f"CREATE TRIGGER search_{name} AFTER {action} ON {table} FOR EACH ROW WHEN {when}"
        f" BEGIN {body} END"
    )


def _marks_on_sqlite(kind: str, number: str) -> str:
    return (
        f"INSERT INTO search_due (kind, subject_id) VALUES ('{kind}', {number})"  # noqa: S608
        " ON CONFLICT DO NOTHING;"
    )


def _takes_out_on_sqlite(kind: str, number: str) -> str:
    """With a note that the words are still in the file."""
    row = f"{number} * 8 + {CODES[kind]}"
    return (
        "INSERT INTO search_due (kind, subject_id) SELECT 'traces', 0"  # noqa: S608
        f" WHERE EXISTS (SELECT 1 FROM public_search WHERE rowid = {row})"
        " ON CONFLICT DO UPDATE SET times = times + 1;"
        f" DELETE FROM public_search WHERE rowid = {row};"
    )


def _watch_on_postgresql() -> None:
    # The row that is due is written first: it waits for whoever follows it just now.
    op.execute(
        "CREATE FUNCTION search_mark_one(wanted varchar, number integer) RETURNS void"
        " LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO search_due (kind, subject_id) VALUES (wanted, number)"
        " ON CONFLICT (kind, subject_id) DO UPDATE SET times = search_due.times + 1;"
        " DELETE FROM public_search WHERE kind = wanted AND subject_id = number; END $$"
    )
    op.execute(
        "CREATE FUNCTION search_mark() RETURNS trigger LANGUAGE plpgsql AS $$"
        " DECLARE number integer; wanted text; BEGIN"
        " number := CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END;"
        " FOREACH wanted IN ARRAY TG_ARGV LOOP PERFORM search_mark_one(wanted, number); END LOOP;"
        " RETURN NULL; END $$"
    )
    for table, action, kinds, when in WATCHED:
        condition = when.format(same="IS NOT DISTINCT FROM")
        names = ", ".join(f"'{kind}'" for kind in kinds)
        op.execute(
            f"CREATE TRIGGER search_{table}_{action.split()[0].lower()} AFTER {action} ON {table}"
            f" FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION search_mark({names})"
        )
    op.execute(
        "CREATE FUNCTION search_mark_text() RETURNS trigger LANGUAGE plpgsql AS $$"
        " DECLARE changed comment_text; BEGIN"
        " IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;"
        " IF EXISTS (SELECT 1 FROM comment WHERE id = changed.comment_id"
        " AND published_version = changed.version)"
        " THEN PERFORM search_mark_one('comment', changed.comment_id); END IF;"
        " RETURN NULL; END $$"
    )
    for action in ("UPDATE OF body", "DELETE"):
        op.execute(
            f"CREATE TRIGGER search_comment_text_{action.split()[0].lower()} AFTER {action}"
            " ON comment_text FOR EACH ROW EXECUTE FUNCTION search_mark_text()"
        )
    op.execute(
        "CREATE FUNCTION search_mark_ministry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM search_mark_one('engagement', id) FROM engagement"
        " WHERE ministry_id = NEW.id AND published_at IS NOT NULL; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER search_ministry_update AFTER UPDATE OF name ON ministry FOR EACH ROW"
        " WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION search_mark_ministry()"
    )


def _index_what_is_public() -> None:
    """What became public before is due: the worker follows it."""
    for question in (
        "SELECT 'comment', id FROM comment WHERE published_version IS NOT NULL",
        "SELECT 'engagement', id FROM engagement WHERE published_at IS NOT NULL",
        "SELECT 'results', id FROM engagement WHERE results_revision_id IS NOT NULL",
        "SELECT 'topic', id FROM topic WHERE published_revision_id IS NOT NULL",
        "SELECT 'update', id FROM engagement_update WHERE published_revision_id IS NOT NULL",
    ):
        op.execute(f"INSERT INTO search_due (kind, subject_id) {question}")


def _lists() -> None:
    """What the home page filters by."""
    with op.batch_alter_table("engagement") as table:
        table.add_column(sa.Column("region", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("topic_areas", sa.String(), server_default="", nullable=False))
    connection = op.get_bind()
    engagements = sa.table(
        "engagement",
        sa.column("id", sa.Integer),
        sa.column("published_revision_id", sa.Integer),
        sa.column("region", sa.String),
        sa.column("topic_areas", sa.String),
    )
    revisions = sa.table("revision", sa.column("id", sa.Integer), sa.column("content", sa.String))
    published = sa.select(engagements.c.id, revisions.c.content).join_from(
        engagements, revisions, revisions.c.id == engagements.c.published_revision_id
    )
    for number, content in connection.execute(published).all():
        written = json.loads(content)
        connection.execute(
            sa.update(engagements)
            .where(engagements.c.id == number)
            .values(region=written["region"], topic_areas="\n".join(written["topic_areas"]))
        )


def _discussion() -> None:
    """Comments by themselves, their replies, and how many each has."""
    by_itself = sa.text("published_version IS NOT NULL AND parent_id IS NULL")
    reply = sa.text("published_version IS NOT NULL AND parent_id IS NOT NULL")
    answered = sa.text("replies > 0")
    orphaned = sa.text("replies > 0 AND published_version IS NULL")
    op.create_index(
        "ix_comment_by_itself",
        "comment",
        ["topic_id", "received_at", "public_id"],
        sqlite_where=by_itself,
        postgresql_where=by_itself,
    )
    op.create_index(
        "ix_comment_replies",
        "comment",
        ["parent_id", "received_at", "public_id"],
        sqlite_where=reply,
        postgresql_where=reply,
    )
    op.create_table(
        "comment_thread",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("published_version", sa.Integer(), nullable=True),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_thread_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_comment_thread_topic_id_topic")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_thread")),
    )
    op.create_index(
        "ix_comment_thread_most",
        "comment_thread",
        ["topic_id", "replies", "received_at", "public_id"],
        sqlite_where=answered,
        postgresql_where=answered,
    )
    op.create_index(
        "ix_comment_thread_orphaned",
        "comment_thread",
        ["topic_id", "received_at", "public_id"],
        sqlite_where=orphaned,
        postgresql_where=orphaned,
    )
    op.execute(
        "INSERT INTO comment_thread"
        " (comment_id, topic_id, received_at, public_id, published_version, replies)"
        " SELECT above.id, above.topic_id, above.received_at, above.public_id,"
        " above.published_version,"
        " (SELECT count(*) FROM comment AS reply WHERE reply.parent_id = above.id"
        " AND reply.published_version IS NOT NULL)"
        " FROM comment AS above WHERE above.id IN"
        " (SELECT parent_id FROM comment WHERE parent_id IS NOT NULL)"
    )


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


def _translations() -> None:
    """What staff wrote, in other languages."""
    op.create_table(
        "engagement_translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("draft_revision_id", sa.Integer(), nullable=True),
        sa.Column("published_revision_id", sa.Integer(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_engagement_translation_created_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["draft_revision_id"],
            ["revision.id"],
            name=op.f("fk_engagement_translation_draft_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_engagement_translation_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["published_revision_id"],
            ["revision.id"],
            name=op.f("fk_engagement_translation_published_revision_id_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_translation")),
        sa.UniqueConstraint(
            "engagement_id",
            "language",
            name=op.f("uq_engagement_translation_engagement_id_language"),
        ),
    )
    op.add_column(
        "engagement", sa.Column("languages", sa.String(), server_default="", nullable=False)
    )


def _languages() -> None:
    """In which language somebody who commented is written to."""
    op.add_column("comment_person", sa.Column("language", sa.String(), nullable=True))
