"""Staff pages of engagements: list, draft, approvals, publishing, topics, results, history."""

from engage.engagements.web import (
    approvals,
    deciding,
    documents,
    drafting,
    election,
    history,
    listing,
    my_approvals,
    pictures,
    publishing,
    questions,
    results,
    topics,
)
from engage.engagements.web.blueprint import blueprint

__all__ = [
    "approvals",
    "blueprint",
    "deciding",
    "documents",
    "drafting",
    "election",
    "history",
    "listing",
    "my_approvals",
    "pictures",
    "publishing",
    "questions",
    "results",
    "topics",
]
