"""The final report: codebooks and codes, reuse and consent, releases and files, records."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from engage.core.db import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _coding()
    _reuse()
    _reports()
    _passes()
    _records()


def _coding() -> None:
    """Codebooks, who coded what, suggestions."""
    op.create_table(
        "codebook",
        sa.Column("engagement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("coders", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_codebook_created_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_codebook_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("engagement_id", name=op.f("pk_codebook")),
    )
    op.create_table(
        "coding_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("cancel_asked_at", UtcDateTime(), nullable=True),
        sa.Column("outdated_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_coding_run_asked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_coding_run_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding_run")),
    )
    op.create_index(
        "ix_coding_run_engagement", "coding_run", ["engagement_id", "kind", "id"], unique=False
    )
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("label_fr", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("not_for", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_theme_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["theme.id"], name=op.f("fk_theme_merged_into_id_theme")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["theme.id"], name=op.f("fk_theme_parent_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("engagement_id", "key", name=op.f("uq_theme_engagement_id_key")),
    )
    op.create_table(
        "theme_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_theme_change_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_theme_change_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["theme.id"], name=op.f("fk_theme_change_other_id_theme")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_theme_change_theme_id_theme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_change")),
    )
    op.create_index(
        "ix_theme_change_engagement", "theme_change", ["engagement_id", "id"], unique=False
    )
    op.create_index("ix_theme_change_theme", "theme_change", ["theme_id", "id"], unique=False)
    op.create_table(
        "theme_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("examples", sa.String(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("dismissed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["coding_run.id"], name=op.f("fk_theme_proposal_run_id_coding_run")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_theme_proposal_theme_id_theme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_proposal")),
    )
    op.create_index("ix_theme_proposal_run", "theme_proposal", ["run_id", "position"], unique=False)
    op.create_table(
        "code_suggestion",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("theme_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("suggested_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_code_suggestion_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["coding_run.id"], name=op.f("fk_code_suggestion_run_id_coding_run")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_code_suggestion_theme_id_theme")
        ),
        sa.PrimaryKeyConstraint("comment_id", "theme_id", name=op.f("pk_code_suggestion")),
    )
    op.create_index(
        "ix_code_suggestion_theme", "code_suggestion", ["theme_id", "comment_id"], unique=False
    )
    op.create_table(
        "coded_comment",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("fits_none", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("coded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_coded_comment_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_coded_comment_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_coded_comment")),
    )
    op.create_index(
        "ix_coded_comment_engagement",
        "coded_comment",
        ["engagement_id", "state", "comment_id"],
        unique=False,
    )
    op.create_table(
        "coding_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("themes", sa.String(), nullable=False),
        sa.Column("fits_none", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_coding_step_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_coding_step_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_coding_step_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding_step")),
    )
    op.create_index("ix_coding_step_comment", "coding_step", ["comment_id", "id"], unique=False)
    op.create_index(
        "ix_coding_step_person", "coding_step", ["person_id", "engagement_id", "id"], unique=False
    )
    op.create_table(
        "comment_coding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_ruling", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_mark", sa.String(), nullable=False),
        sa.Column("fits_none", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("coded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_coding_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_comment_coding_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_coding")),
        sa.UniqueConstraint(
            "comment_id",
            "person_id",
            "is_ruling",
            name=op.f("uq_comment_coding_comment_id_person_id_is_ruling"),
        ),
    )
    op.create_index(
        "ix_comment_coding_person", "comment_coding", ["person_id", "comment_id"], unique=False
    )
    op.create_table(
        "coded_theme",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("theme_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["coded_comment.comment_id"],
            name=op.f("fk_coded_theme_comment_id_coded_comment"),
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_coded_theme_theme_id_theme")
        ),
        sa.PrimaryKeyConstraint("comment_id", "theme_id", name=op.f("pk_coded_theme")),
    )
    op.create_index("ix_coded_theme_theme", "coded_theme", ["theme_id", "comment_id"], unique=False)
    op.create_table(
        "coding_theme",
        sa.Column("coding_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("theme_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["coding_id"],
            ["comment_coding.id"],
            name=op.f("fk_coding_theme_coding_id_comment_coding"),
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_coding_theme_theme_id_theme")
        ),
        sa.PrimaryKeyConstraint("coding_id", "theme_id", name=op.f("pk_coding_theme")),
    )
    op.create_index(
        "ix_coding_theme_theme", "coding_theme", ["theme_id", "coding_id"], unique=False
    )


def _reuse() -> None:
    """Quotations, the register of reuse, consents."""
    op.create_table(
        "reuse_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ministry_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("to_whom", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("name_cipher", sa.String(), nullable=True),
        sa.Column("effective_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ministry_id"], ["ministry.id"], name=op.f("fk_reuse_consent_ministry_id_ministry")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_reuse_consent_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["person.id"], name=op.f("fk_reuse_consent_withdrawn_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reuse_consent")),
    )
    op.create_index(
        op.f("ix_reuse_consent_ministry_id"), "reuse_consent", ["ministry_id"], unique=False
    )
    op.create_table(
        "reuse_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("brought_at", UtcDateTime(), nullable=False),
        sa.Column("brought_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["brought_by"], ["person.id"], name=op.f("fk_reuse_source_brought_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"],
            ["reuse_consent.id"],
            name=op.f("fk_reuse_source_consent_id_reuse_consent"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_reuse_source_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reuse_source")),
    )
    op.create_index(
        op.f("ix_reuse_source_consent_id"), "reuse_source", ["consent_id"], unique=False
    )
    op.create_index(
        op.f("ix_reuse_source_engagement_id"), "reuse_source", ["engagement_id"], unique=False
    )
    op.create_table(
        "quotation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("theme_key", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("comment_version", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("start_char", sa.Integer(), nullable=False),
        sa.Column("end_char", sa.Integer(), nullable=False),
        sa.Column("edits", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("proposed_hash", sa.String(), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=True),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("chosen_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_quotation_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_quotation_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["person.id"], name=op.f("fk_quotation_proposed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["reuse_source.id"], name=op.f("fk_quotation_source_id_reuse_source")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_quotation_topic_id_topic")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation")),
    )
    op.create_index(op.f("ix_quotation_comment_id"), "quotation", ["comment_id"], unique=False)
    op.create_index(
        op.f("ix_quotation_engagement"),
        "quotation",
        ["engagement_id", "position", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_quotation_source_id"), "quotation", ["source_id"], unique=False)
    op.create_table(
        "quotation_author",
        sa.Column("quotation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_quotation_author_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["quotation_id"],
            ["quotation.id"],
            name=op.f("fk_quotation_author_quotation_id_quotation"),
        ),
        sa.PrimaryKeyConstraint("quotation_id", "person_id", name=op.f("pk_quotation_author")),
    )
    op.create_table(
        "quotation_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quotation_id", sa.Integer(), nullable=False),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_quotation_decision_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["quotation_id"],
            ["quotation.id"],
            name=op.f("fk_quotation_decision_quotation_id_quotation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation_decision")),
    )
    op.create_index(
        op.f("ix_quotation_decision_quotation_id"),
        "quotation_decision",
        ["quotation_id"],
        unique=False,
    )
    op.create_table(
        "reuse_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("quotation_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("comment_version", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("target_kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("target_number", sa.Integer(), nullable=True),
        sa.Column("removed", sa.String(), nullable=False),
        sa.Column("kept", sa.String(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("struck_at", UtcDateTime(), nullable=True),
        sa.Column("struck_by", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_reuse_record_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"],
            ["reuse_consent.id"],
            name=op.f("fk_reuse_record_consent_id_reuse_consent"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_reuse_record_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["quotation_id"], ["quotation.id"], name=op.f("fk_reuse_record_quotation_id_quotation")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_reuse_record_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["person.id"], name=op.f("fk_reuse_record_reviewer_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["reuse_source.id"], name=op.f("fk_reuse_record_source_id_reuse_source")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by"], ["person.id"], name=op.f("fk_reuse_record_struck_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reuse_record")),
        sa.UniqueConstraint(
            "quotation_id",
            "target_kind",
            "target_number",
            name=op.f("uq_reuse_record_quotation_id_target_kind_target_number"),
        ),
    )
    op.create_index(
        op.f("ix_reuse_record_consent_id"), "reuse_record", ["consent_id"], unique=False
    )
    op.create_index(
        op.f("ix_reuse_record_engagement"), "reuse_record", ["engagement_id", "id"], unique=False
    )


PART: Final = 1_000_000


def _reports() -> None:
    """Releases, the parts of their files, thresholds that were signed off."""
    _report_orders()
    _report_parts()
    _report_releases()
    _freeze_released()


def _report_orders() -> None:
    for column in (
        sa.Column("kind", sa.String(), server_default="final", nullable=False),
        sa.Column("week", sa.Date(), nullable=True),
        sa.Column("languages", sa.String(), server_default="en", nullable=False),
        sa.Column("sign_off_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(), server_default="", nullable=False),
        sa.Column("share", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("alive_at", UtcDateTime(), nullable=True),
        sa.Column("is_direct", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("figures", sa.String(), nullable=True),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("correction", sa.String(), server_default="", nullable=False),
        sa.Column("correction_by", sa.Integer(), nullable=True),
        sa.Column("in_view", sa.String(), server_default="", nullable=False),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
    ):
        op.add_column("report", column)
    op.execute("UPDATE report SET kind = 'interim' WHERE NOT is_final")
    op.create_index("ix_report_comment_comment_id", "report_comment", ["comment_id"])


def _report_parts() -> None:
    """The bytes move from the files' rows into parts, one file at a time."""
    parts = op.create_table(
        "report_file_part",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_file_part_report_id_report")
        ),
        sa.PrimaryKeyConstraint("report_id", "name", "number", name=op.f("pk_report_file_part")),
    )
    files = sa.table(
        "report_file",
        sa.column("report_id", sa.Integer()),
        sa.column("name", sa.String()),
        sa.column("content", sa.LargeBinary()),
    )
    connection = op.get_bind()
    for report_id, name in connection.execute(sa.select(files.c.report_id, files.c.name)).all():
        whole = connection.scalar(
            sa.select(files.c.content).where(files.c.report_id == report_id, files.c.name == name)
        )
        for number, start in enumerate(range(0, len(whole), PART)):
            content = whole[start : start + PART]
            values = {"report_id": report_id, "name": name, "number": number, "content": content}
            connection.execute(parts.insert(), values)
    op.drop_column("report_file", "content")


def _report_releases() -> None:
    op.create_table(
        "report_quotation",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("quotation_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quotation_id"],
            ["quotation.id"],
            name=op.f("fk_report_quotation_quotation_id_quotation"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_quotation_report_id_report")
        ),
        sa.PrimaryKeyConstraint("report_id", "quotation_id", name=op.f("pk_report_quotation")),
    )
    op.create_table(
        "report_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=False),
        sa.Column("released_by", sa.Integer(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("correction", sa.String(), nullable=False),
        sa.Column("approvals", sa.String(), nullable=False),
        sa.Column("files", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_report_release_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["released_by"], ["person.id"], name=op.f("fk_report_release_released_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_release_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_release")),
        sa.UniqueConstraint(
            "engagement_id", "number", name=op.f("uq_report_release_engagement_id_number")
        ),
        sa.UniqueConstraint(
            "report_id", "is_public", name=op.f("uq_report_release_report_id_is_public")
        ),
    )
    op.create_table(
        "report_withdrawal",
        sa.Column("release_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["report_release.id"],
            name=op.f("fk_report_withdrawal_release_id_report_release"),
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["person.id"], name=op.f("fk_report_withdrawal_withdrawn_by_person")
        ),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_report_withdrawal")),
    )
    op.create_table(
        "threshold_sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.Column("signed_for", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["person.id"], name=op.f("fk_threshold_sign_off_ended_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_threshold_sign_off_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["person.id"], name=op.f("fk_threshold_sign_off_signed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["signed_for"], ["person.id"], name=op.f("fk_threshold_sign_off_signed_for_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threshold_sign_off")),
    )
    op.create_index(
        op.f("ix_threshold_sign_off_engagement_id"), "threshold_sign_off", ["engagement_id"]
    )


FIXED: Final = (
    "engagement_id", "number", "threshold", "content_hash", "is_final", "requested_by", "kind",
    "week", "languages", "sign_off_id", "figures", "corrects", "correction",
)  # fmt: skip
"""What of a report no release lets change."""


def _freeze_released() -> None:
    """A release is only added; what was released of a report and its files stays as it is.

    Parts of files may be deleted (a leak that is found later must go), the hashes of them not.
    """
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    same = "IS" if is_sqlite else "IS NOT DISTINCT FROM"
    changed = " OR ".join(f"NOT (NEW.{column} {same} OLD.{column})" for column in FIXED)
    released = "EXISTS (SELECT 1 FROM report_release WHERE report_id = {row}.{key})"
    old, new = (
        released.format(row="OLD", key="report_id"),
        released.format(row="NEW", key="report_id"),
    )
    of_report = released.format(row="OLD", key="id")
    for table, action, when in (
        ("report_release", "UPDATE", ""),
        ("report_release", "DELETE", ""),
        ("report_withdrawal", "UPDATE", ""),
        ("report_withdrawal", "DELETE", ""),
        ("report", "UPDATE", f"({changed}) AND {of_report}"),
        ("report", "DELETE", of_report),
        ("report_file", "UPDATE", ""),
        ("report_file", "INSERT", new),
        ("report_file", "DELETE", old),
        ("report_file_part", "UPDATE", ""),
        ("report_file_part", "INSERT", new),
    ):
        _refuse(table, action, when, is_sqlite=is_sqlite)


def _refuse(table: str, action: str, when: str, *, is_sqlite: bool) -> None:
    name, words = f"{table}_no_{action.lower()}", f"{table} stays as it was released"
    if is_sqlite:
        condition = f"WHEN {when} " if when else ""
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH ROW {condition}"
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        return
    result = "OLD" if action == "DELETE" else "NEW"
    check = f"IF {when} THEN RAISE EXCEPTION '{words}'; END IF; RETURN {result};"
    body = check if when else f"RAISE EXCEPTION '{words}';"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    if action == "DELETE":
        _refuse_emptying(table)


def _refuse_emptying(table: str) -> None:
    """TRUNCATE passes by the triggers of rows."""
    name = f"{table}_no_truncate"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} stays as it was released'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def _passes() -> None:
    """Names that the leak gate lets pass, with their reasons."""
    op.create_table(
        "name_hit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("name_index", sa.String(), nullable=False),
        sa.Column("held_at", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_name_hit_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_hit")),
    )
    op.create_index("uq_name_hit_name", "name_hit", ["report_id", "name_index"], unique=True)
    op.create_table(
        "name_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("name_index", sa.String(), nullable=False),
        sa.Column("held_at", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("granted_at", UtcDateTime(), nullable=True),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_name_pass_asked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["person.id"], name=op.f("fk_name_pass_ended_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_name_pass_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["person.id"], name=op.f("fk_name_pass_granted_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_pass")),
    )
    op.create_index(
        op.f("ix_name_pass_engagement_id"), "name_pass", ["engagement_id"], unique=False
    )
    op.create_index(
        "uq_name_pass_standing",
        "name_pass",
        ["engagement_id", "name_index"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _records() -> None:
    """Records packages."""
    op.create_table(
        "records_filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_number", sa.String(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("classification", sa.String(), nullable=False),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("audit_seq", sa.Integer(), nullable=False),
        sa.Column("filed_at", UtcDateTime(), nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_records_filing_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["filed_by"], ["person.id"], name=op.f("fk_records_filing_filed_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records_filing")),
        sa.UniqueConstraint(
            "engagement_id", "number", name=op.f("uq_records_filing_engagement_id_number")
        ),
    )
    op.create_table(
        "records_page",
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["filing_id"],
            ["records_filing.id"],
            name=op.f("fk_records_page_filing_id_records_filing"),
        ),
        sa.PrimaryKeyConstraint("filing_id", "path", name=op.f("pk_records_page")),
    )
    op.create_table(
        "records_package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("has_restricted", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("share", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["filing_id"],
            ["records_filing.id"],
            name=op.f("fk_records_package_filing_id_records_filing"),
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["person.id"], name=op.f("fk_records_package_requested_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records_package")),
    )
    op.create_index(
        op.f("ix_records_package_filing_id"), "records_package", ["filing_id"], unique=False
    )
    op.create_table(
        "records_part",
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["package_id"],
            ["records_package.id"],
            name=op.f("fk_records_part_package_id_records_package"),
        ),
        sa.PrimaryKeyConstraint("package_id", "number", name=op.f("pk_records_part")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in ("records_filing", "records_page"):
        for action in ("UPDATE", "DELETE"):
            _refuse(table, action, "", is_sqlite=is_sqlite)


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
