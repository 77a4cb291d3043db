"""Both ways with WordPress: links of both sides, sources, differences, runs; media, updates."""

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wordpress_mark",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), server_default="0", nullable=False),
        sa.Column("instant", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_wordpress_mark")),
    )
    op.create_table(
        "wordpress_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("requests", sa.Integer(), server_default="0", nullable=False),
        sa.Column("found", sa.String(), server_default="{}", nullable=False),
        sa.Column("trouble", sa.String(), server_default="", nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["started_by"], ["person.id"], name=op.f("fk_wordpress_run_started_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordpress_run")),
    )
    op.create_index("ix_wordpress_run_kind", "wordpress_run", ["kind", "id"], unique=False)
    op.create_table(
        "engagement_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("draft_revision_id", sa.Integer(), nullable=True),
        sa.Column("published_revision_id", sa.Integer(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_engagement_update_created_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["draft_revision_id"],
            ["revision.id"],
            name=op.f("fk_engagement_update_draft_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_engagement_update_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["published_revision_id"],
            ["revision.id"],
            name=op.f("fk_engagement_update_published_revision_id_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_update")),
        sa.UniqueConstraint(
            "engagement_id", "slug", name=op.f("uq_engagement_update_engagement_id_slug")
        ),
    )
    op.create_index(
        "ix_engagement_update_public",
        "engagement_update",
        ["engagement_id", "published_at"],
        unique=False,
    )
    op.create_table(
        "media",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("alt", sa.String(), server_default="", nullable=False),
        sa.Column("owner", sa.String(), server_default="", nullable=False),
        sa.Column("licence", sa.String(), server_default="", nullable=False),
        sa.Column("proof", sa.String(), server_default="", nullable=False),
        sa.Column("source", sa.String(), server_default="", nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_media_added_by_person")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_media_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by"], ["person.id"], name=op.f("fk_media_removed_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("name", name=op.f("uq_media_name")),
    )
    op.create_table(
        "wordpress_difference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("local_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("theirs", sa.String(), server_default="", nullable=False),
        sa.Column("remote_modified", UtcDateTime(), nullable=True),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("how", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_wordpress_difference_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["person.id"], name=op.f("fk_wordpress_difference_settled_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordpress_difference")),
    )
    op.create_index(
        "ix_wordpress_difference_open", "wordpress_difference", ["settled_at", "id"], unique=False
    )
    op.create_index(
        "ix_wordpress_difference_thing", "wordpress_difference", ["thing", "local_id"], unique=False
    )
    op.create_table(
        "wordpress_left_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("remote_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_wordpress_left_out_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["person.id"], name=op.f("fk_wordpress_left_out_settled_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordpress_left_out")),
        sa.UniqueConstraint("identity", name=op.f("uq_wordpress_left_out_identity")),
    )
    op.create_index(
        op.f("ix_wordpress_left_out_engagement_id"),
        "wordpress_left_out",
        ["engagement_id"],
        unique=False,
    )
    op.create_table(
        "wordpress_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("category_name", sa.String(), nullable=False),
        sa.Column("becomes", sa.String(), nullable=False),
        sa.Column("read_to", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_wordpress_source_created_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["person.id"], name=op.f("fk_wordpress_source_ended_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_wordpress_source_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordpress_source")),
    )
    op.create_index(
        "ix_wordpress_source_engagement", "wordpress_source", ["engagement_id"], unique=False
    )
    op.create_table(
        "wordpress_category",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordpress_category")),
    )
    op.create_table(
        "wordpress_post_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("address", sa.String(), server_default="", nullable=False),
        sa.Column("modified", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("notes", sa.String(), server_default="[]", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["wordpress_source.id"],
            name=op.f("fk_wordpress_post_in_source_id_wordpress_source"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordpress_post_in")),
        sa.UniqueConstraint(
            "source_id", "remote_id", name=op.f("uq_wordpress_post_in_source_id_remote_id")
        ),
    )
    op.create_table(
        "wordpress_choice",
        sa.Column("engagement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("takes_comments", sa.Boolean(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("remote_picture_id", sa.Integer(), nullable=True),
        sa.Column("notice_hash", sa.String(), server_default="", nullable=False),
        sa.Column("notice_seen_at", UtcDateTime(), nullable=True),
        sa.Column("comments_open", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("dress_hash", sa.String(), server_default="", nullable=False),
        sa.Column("category_ids", sa.String(), server_default="", nullable=False),
        sa.Column("chosen_at", UtcDateTime(), nullable=False),
        sa.Column("chosen_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["chosen_by"], ["person.id"], name=op.f("fk_wordpress_choice_chosen_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_wordpress_choice_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["media.id"], name=op.f("fk_wordpress_choice_picture_id_media")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_wordpress_choice_topic_id_topic")
        ),
        sa.PrimaryKeyConstraint("engagement_id", name=op.f("pk_wordpress_choice")),
    )
    op.add_column(
        "wordpress_link", sa.Column("origin", sa.String(), server_default="engage", nullable=False)
    )
    op.add_column("wordpress_link", sa.Column("post_id", sa.Integer(), nullable=True))
    op.add_column(
        "wordpress_link", sa.Column("seen_hash", sa.String(), server_default="", nullable=False)
    )
    op.add_column("wordpress_link", sa.Column("seen_at", UtcDateTime(), nullable=True))
    op.add_column(
        "wordpress_link", sa.Column("identity", sa.String(), server_default="", nullable=False)
    )
    op.add_column("wordpress_link", sa.Column("gone_at", UtcDateTime(), nullable=True))
    op.create_index(
        "ix_wordpress_link_remote", "wordpress_link", ["thing", "remote_id"], unique=False
    )
    op.create_index("ix_wordpress_link_seen", "wordpress_link", ["thing", "seen_at"], unique=False)
    op.create_index("ix_wordpress_link_identity", "wordpress_link", ["identity"], unique=False)


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
