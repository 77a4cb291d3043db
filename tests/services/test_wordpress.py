import xmlrpc.client

import httpx
import pytest

from tests.services.nginx import run_page_cache
from tests.services.wordpress import WordPressSite, run_wordpress


def title_of_a_new_post(site: WordPressSite) -> str:
    """Made with an application password over XML-RPC, read with the same over REST."""
    with xmlrpc.client.ServerProxy(site.xmlrpc) as server:
        post = server.wp.newPost(
            1, site.user, site.app_password, {"post_title": "Ferries", "post_status": "publish"}
        )
    asked = httpx.get(
        f"{site.rest}wp/v2/posts/{post!s}?context=edit", auth=(site.user, site.app_password)
    )
    asked.raise_for_status()
    return str(asked.json()["title"]["raw"])


def test_a_post_made_over_xmlrpc_is_read_over_rest(wordpress: WordPressSite) -> None:
    assert title_of_a_new_post(wordpress) == "Ferries"


def test_a_wrong_password_is_refused(wordpress: WordPressSite) -> None:
    answer = httpx.get(f"{wordpress.rest}wp/v2/users/me", auth=(wordpress.user, "wrong"))
    assert answer.status_code == 401


def test_the_editor_is_no_administrator(wordpress: WordPressSite) -> None:
    editor = wordpress.editor
    answer = httpx.get(f"{wordpress.rest}wp/v2/settings", auth=(editor.user, editor.app_password))
    assert answer.status_code == 403


def test_a_site_taken_down_and_brought_up_keeps_its_posts(wordpress: WordPressSite) -> None:
    count = httpx.get(f"{wordpress.rest}wp/v2/posts").headers["X-WP-Total"]
    wordpress.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(wordpress.url)
    wordpress.start()
    assert httpx.get(f"{wordpress.rest}wp/v2/posts").headers["X-WP-Total"] == count


def test_mail_that_wordpress_sends_lands_in_a_folder(wordpress: WordPressSite) -> None:
    before = set(wordpress.mail.iterdir())
    form = {"user_login": wordpress.user, "wp-submit": "Get New Password"}
    httpx.post(f"{wordpress.url}/wp-login.php?action=lostpassword", data=form)
    (message,) = set(wordpress.mail.iterdir()) - before
    assert "To: admin@example.test" in message.read_text()


@pytest.mark.services
def test_the_form_of_the_benchmarks_answers_from_a_page_cache() -> None:
    with run_wordpress("fpm") as site:
        assert title_of_a_new_post(site) == "Ferries"
        with run_page_cache(site.url) as cached:
            page = f"{cached}/wp-json/wp/v2/posts?per_page=1"
            states = [httpx.get(page).headers["X-Cache"] for _ in range(3)]
        assert states == ["MISS", "HIT", "HIT"]
        pid_file = site.dir / "nginx.pid"
        assert pid_file.exists()
    assert not site.dir.exists()
