"""Where posts on social media may be captured: what the tool register says (R2).

The register belongs to a feature above this one, so `engage.wiring` says who is asked. Nobody asked
means that nothing can be chosen.
"""

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy.orm import Session

PLATFORMS: Final[list[Callable[[Session], Mapping[str, str]]]] = []


def platform_choices(session: Session) -> dict[str, str]:
    """Name by key of every tool that may be used for it."""
    return {key: name for ask in PLATFORMS for key, name in ask(session).items()}
