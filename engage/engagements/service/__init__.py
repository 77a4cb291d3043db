"""Use cases of staff, by subject: draft, publish, unpublish, report back."""

from engage.engagements.service.deciding import decide_step, missing_before
from engage.engagements.service.drafting import (
    TAKEN,
    add_topic,
    create_engagement,
    newest_draft,
    save_engagement,
    save_topic,
)
from engage.engagements.service.publishing import (
    ANNOUNCE,
    NotReady,
    publish,
    unpublish,
    whats_missing,
)
from engage.engagements.service.reporting_back import publish_results, save_results
from engage.engagements.service.revising import CHANGED, SITE_SCOPE, touch

__all__ = [
    "ANNOUNCE",
    "CHANGED",
    "SITE_SCOPE",
    "TAKEN",
    "NotReady",
    "add_topic",
    "create_engagement",
    "decide_step",
    "missing_before",
    "newest_draft",
    "publish",
    "publish_results",
    "save_engagement",
    "save_results",
    "save_topic",
    "touch",
    "unpublish",
    "whats_missing",
]
