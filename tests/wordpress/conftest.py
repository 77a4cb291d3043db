"""A real WordPress, seen without anything of ours."""

from collections.abc import Iterator

import httpx
import pytest

from tests.services.wordpress import WordPressSite


@pytest.fixture
def administrator(wordpress: WordPressSite) -> Iterator[httpx.Client]:
    """WordPress's own interface in the hands of its administrator."""
    auth = (wordpress.user, wordpress.app_password)
    with httpx.Client(base_url=wordpress.rest + "wp/v2/", auth=auth, timeout=20) as client:
        yield client
