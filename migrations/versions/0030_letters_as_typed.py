"""The search spells some letters as they are typed: texts that have one are looked at again."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

LETTERS = "œæøđł\u02bc"
KINDS = ("comment", "engagement", "topic", "update", "results", "translation")
"""By their numbers in the rows of SQLite's index, from 1 on."""


def upgrade() -> None:
    """The worker follows; until then they are found by all their other words."""
    if op.get_bind().dialect.name == "sqlite":
        kinds = " ".join(f"WHEN {number} THEN '{kind}'" for number, kind in enumerate(KINDS, 1))
        # What is taken out stays in the file of the index until the next clearing away.
        op.execute(
            "INSERT INTO search_due (kind, subject_id)"  # noqa: S608
            f" SELECT CASE rowid & 7 {kinds} END, rowid >> 3 FROM public_search"
            f" WHERE words GLOB '*[{LETTERS}]*' ON CONFLICT DO NOTHING"
        )
    else:
        op.execute(
            "INSERT INTO search_due (kind, subject_id)"  # noqa: S608
            " SELECT kind, subject_id FROM public_search"
            f" WHERE CAST(words AS text) ~ '[{LETTERS}]' ON CONFLICT DO NOTHING"
        )
