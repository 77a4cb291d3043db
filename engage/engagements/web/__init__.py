"""Staff pages of engagements: list, draft, publishing, topics, results, history."""

from engage.engagements.web import (
    drafting,
    history,
    listing,
    publishing,
    questions,
    results,
    topics,
)
from engage.engagements.web.blueprint import blueprint

__all__ = [
    "blueprint",
    "drafting",
    "history",
    "listing",
    "publishing",
    "questions",
    "results",
    "topics",
]
