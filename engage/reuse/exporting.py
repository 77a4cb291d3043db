"""The register of reuse as a table. Of identifiers kinds and counts, never the things."""

from collections.abc import Iterable

from engage.core.dates import iso
from engage.core.sheets import spreadsheet
from engage.reuse.queries.register import Used
from engage.reuse.sources import TARGET_WORDS, TargetKind
from engage.reuse.words import basis_words, counted, source_words

HEADER = (
    "Number", "When (UTC)", "Ministry", "Engagement", "Quotation", "Source", "Used in", "Which one",
    "Identifiers removed", "Identifiers kept", "Reviewer", "Legal basis", "Struck (UTC)",
    "Why struck",
)  # fmt: skip


def as_csv(rows: Iterable[Used]) -> bytes:
    return spreadsheet(HEADER, (_line(row) for row in rows))


def _line(row: Used) -> tuple[str, ...]:
    return (
        str(row.id),
        iso(row.used_at),
        row.ministry,
        row.engagement,
        str(row.quotation_id),
        source_words(row.public_id, row.comment_version, row.source_kind),
        TARGET_WORDS[TargetKind(row.target_kind)],
        row.target,
        counted(row.removed),
        counted(row.kept),
        row.reviewer,
        basis_words(row.basis, row.consent_id, row.act, row.section),
        iso(row.struck_at) if row.struck_at else "",
        row.struck_reason,
    )
