"""Staff pages of reports: ask for one, see what came of it, have it approved, release it."""

from engage.reports.web import building, deciding, drafts, files, listing, releases, signing_off
from engage.reports.web.blueprint import blueprint

__all__ = [
    "blueprint",
    "building",
    "deciding",
    "drafts",
    "files",
    "listing",
    "releases",
    "signing_off",
]
