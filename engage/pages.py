"""Which pages the site has.

They stand apart from what joins the features (`engage.wiring`), because commands and workers need
that and no page: a third of what a command loaded were pages.
"""

from typing import Final

from flask import Blueprint

from engage.accounts.web import blueprint as account_pages
from engage.avenues.web import blueprint as avenue_pages
from engage.coding.web import blueprint as coding_pages
from engage.comments.web import blueprint as comments_pages
from engage.desk.attachments import blueprint as attachment_pages
from engage.desk.audit_web import blueprint as audit_search_pages
from engage.desk.calendar_web import blueprint as calendar_pages
from engage.desk.web import blueprint as desk_pages
from engage.engagements.planning.web import blueprint as planning_pages
from engage.engagements.web import blueprint as engagement_pages
from engage.following.web import blueprint as following_pages
from engage.governance.elections.web import blueprint as election_pages
from engage.governance.web import blueprint as governance_pages
from engage.incidents.web import blueprint as incident_pages
from engage.mail.followers.web import blueprint as digest_pages
from engage.mail.incoming.web import blueprint as incoming_mail_pages
from engage.mail.web import blueprint as mail_pages
from engage.media.web import blueprint as media_pages
from engage.moderation.conflicts.web import blueprint as conflict_pages
from engage.moderation.reported.web import blueprint as reported_pages
from engage.moderation.web import blueprint as moderation_pages
from engage.multilingual.web import blueprint as multilingual_pages
from engage.outreach.web import blueprint as outreach_pages
from engage.records.web import blueprint as records_pages
from engage.replies.web import blueprint as reply_pages
from engage.reports.passing.web import blueprint as name_pages
from engage.reports.web import blueprint as report_pages
from engage.reuse.web import blueprint as reuse_pages
from engage.sharing.web import blueprint as sharing_pages
from engage.site.connect import blueprint as connect_pages
from engage.site.discussions import blueprint as discussion_pages
from engage.site.documents import blueprint as document_pages
from engage.site.home import blueprint as home_pages
from engage.site.home_search import blueprint as found_pages
from engage.site.preview import blueprint as preview_pages
from engage.site.reports import blueprint as public_pages
from engage.updates.web import blueprint as update_pages
from engage.wordpress.web import blueprint as wordpress_pages

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    account_pages,
    home_pages,
    found_pages,
    public_pages,
    discussion_pages,
    document_pages,
    comments_pages,
    following_pages,
    digest_pages,
    engagement_pages,
    planning_pages,
    preview_pages,
    governance_pages,
    election_pages,
    incident_pages,
    moderation_pages,
    conflict_pages,
    reported_pages,
    reply_pages,
    outreach_pages,
    connect_pages,
    desk_pages,
    calendar_pages,
    audit_search_pages,
    wordpress_pages,
    report_pages,
    coding_pages,
    name_pages,
    reuse_pages,
    records_pages,
    avenue_pages,
    attachment_pages,
    media_pages,
    update_pages,
    multilingual_pages,
    mail_pages,
    incoming_mail_pages,
    sharing_pages,
)
