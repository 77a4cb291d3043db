"""The final report: codebooks and codes, reuse and consent, releases and files, records packages."""

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


def _reuse() -> None:
    """Quotations, the register of reuse, consents."""


def _reports() -> None:
    """Releases, the parts of their files, thresholds that were signed off."""


def _passes() -> None:
    """Names that the leak gate lets pass, with their reasons."""


def _records() -> None:
    """Records packages."""


def downgrade() -> None:
    raise RuntimeError("records are not taken back: restore a backup instead")
