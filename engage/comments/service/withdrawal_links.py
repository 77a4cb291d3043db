"""The link that takes a comment back without its receipt code: for the mail that answers it (R80).

Who holds the link may withdraw that one comment and do nothing else; its token says which comment,
and no word of it. It opens for three years: longer than any engagement and its results are about.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from engage.comments.models import Comment
from engage.core.errors import NotFound
from engage.core.language import ENGLISH, marked, site_in
from engage.core.tokens import BadToken, Signer, signer
from engage.core.unit import Unit

LINK_LIFE: Final = timedelta(days=3 * 365 + 1)
WITHDRAWAL_PURPOSE: Final = "withdrawal"
WITHDRAWAL_PATH: Final = "/withdraw/"
NO_LINK: Final = marked("This link does not work.")


def withdrawal_link(
    unit: Unit, comment: Comment, made_at: datetime | None = None, language: str = ENGLISH
) -> str:
    """The whole address at which this comment can be taken back, on a page in that language.

    `made_at` None: now. A mail that is sent again gives the time of its row, to be the same mail.
    """
    token = _signer(unit).sign(made_at or unit.now, c=comment.id)
    return f"{site_in(unit.settings.base_url, language)}{WITHDRAWAL_PATH}{token}"


def find_by_withdrawal_token(unit: Unit, token: str, *, to_change: bool = False) -> Comment:
    """The comment that a link's token is about; raises NotFound, the same for whatever is wrong.

    `to_change` holds its row, so that nobody decides on it meanwhile.
    """
    try:
        comment_id = int(_signer(unit).read(token, unit.now, LINK_LIFE)["c"])
    except (BadToken, KeyError, ValueError):
        raise NotFound(NO_LINK) from None
    asked = select(Comment).where(Comment.id == comment_id)
    found = unit.session.scalar(asked.with_for_update() if to_change else asked)
    if found is None:
        raise NotFound(NO_LINK)
    return found


def _signer(unit: Unit) -> Signer:
    return signer(unit.settings, WITHDRAWAL_PURPOSE)
