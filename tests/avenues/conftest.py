"""Staff who key in, at the browser."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engage.core.permissions import Actor, Role
from engage.engagements.models import Engagement
from tests.app_fixtures import MakeEngagement
from tests.moderation.conftest import hidden_fields

PAGE = "/staff/engagements/night-buses/keyed"
LETTER = {
    "channel": "paper",
    "received_on": "2026-03-02",
    "topic": "routes",
    "language": "en",
    "notice_given": "sent_with_acknowledgement",
    "text": "Please let the 14 run all night.",
}
POST = {
    "channel": "social",
    "notice_given": "published_on_the_account",
    "platform": "facebook",
    "address": "https://example.com/posts/12",
    "account": "@jane.roe",
    "captured_on": "2026-03-02",
}
KeyIn = Callable[..., TestResponse]


@pytest.fixture
def engagement(make_engagement: MakeEngagement) -> Engagement:
    return make_engagement()


@pytest.fixture
def lead(engagement: Engagement, sign_in: Callable[..., Actor]) -> Actor:
    return sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")


@pytest.fixture
def key_in(client: FlaskClient) -> KeyIn:
    """Opens the page, fills the form and sends it."""

    def do(**changes: object) -> TestResponse:
        fields = hidden_fields(client.get(PAGE).get_data(as_text=True))
        return client.post(PAGE, data=fields | LETTER | changes, content_type="multipart/form-data")

    return do
