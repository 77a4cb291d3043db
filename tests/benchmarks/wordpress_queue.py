"""WordPress's own list of comments that wait, as its signed-in administrator gets it."""

import http.cookiejar
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.waiting_rows import TEXTS
from tests.benchmarks.words import made_up_comments
from tests.services.process import ServiceFailed, program, run
from tests.services.wordpress import WordPressSite, run_wordpress
from tests.services.wordpress.place import Place, account

LIST = "/wp-admin/edit-comments.php?comment_status=moderated"
SEEDS = 500
INSERT = """
INSERT INTO wp_comments (comment_post_ID, comment_author, comment_author_email,
  comment_author_url, comment_author_IP, comment_date, comment_date_gmt, comment_content,
  comment_approved, comment_agent, comment_type)
SELECT {post}, 'Anonymous', '', '', '', moment, moment, CONCAT(body, ' (', seq, ')'),
  '0', '', 'comment'
FROM (SELECT seq, body, '2026-01-05 08:00:00' + INTERVAL seq SECOND AS moment
      FROM seq_{first}_to_{last} JOIN seed ON seed.id = seq MOD {seeds}) AS made ORDER BY seq
"""


@dataclass(frozen=True)
class WordPressQueue:
    """`get` fetches the list as the administrator's browser does."""

    site: WordPressSite
    _opener: urllib.request.OpenerDirector
    _socket: Path

    def get(self) -> str:
        with self._opener.open(self.site.url + LIST, timeout=120) as answer:
            page: bytes = answer.read()
        text = page.decode()
        if 'class="unapproved' not in text and "unapproved" not in text:
            raise ServiceFailed("WordPress's list shows no waiting comment")
        return text

    def let_wait(self, count: int) -> None:
        """Adds comments until so many wait."""
        held = int(self._ask("SELECT count(*) FROM wp_comments WHERE comment_approved = '0'"))
        if held == 0:
            self._seed()
        statement = INSERT.format(post=1, first=held + 1, last=count, seeds=SEEDS)
        self._ask(statement)

    def _seed(self) -> None:
        self._ask("CREATE TABLE seed (id int PRIMARY KEY, body text) CHARACTER SET utf8mb4")
        texts = [one.text for one, _ in zip(made_up_comments(TEXTS), range(SEEDS), strict=False)]
        rows = ", ".join(f"({n}, '{_quoted(text)}')" for n, text in enumerate(texts))
        self._ask(f"INSERT INTO seed VALUES {rows}")

    def _ask(self, statement: str) -> str:
        client = [program("mariadb"), "--no-defaults", f"--socket={self._socket}"]
        options = [f"--user={account()}", "--skip-column-names", "--batch", "wordpress"]
        script = self.site.dir / "statement.sql"
        script.write_text(statement, "utf-8")
        return run([*client, *options, f"--execute=source {script}"])


@contextmanager
def wordpress_queue() -> Iterator[WordPressQueue]:
    with run_wordpress("fpm") as site:
        opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        login = site.administrator
        form = {"log": login.user, "pwd": login.password, "testcookie": "1", "wp-submit": "Log In"}
        opener.open(f"{site.url}/wp-login.php", timeout=60).read()
        data = urllib.parse.urlencode(form).encode()
        opener.open(f"{site.url}/wp-login.php", data, timeout=60).read()
        place = Place(site.dir, int(site.url.rpartition(":")[2]))
        yield WordPressQueue(site, opener, place.database_socket)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "''")
