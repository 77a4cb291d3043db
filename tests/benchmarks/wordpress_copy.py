"""A private WordPress (php-fpm, opcache, nginx) with the same words as the private Engage."""

import base64
import json
import shutil
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks.words import MadeUp
from tests.services.process import program, run
from tests.services.wordpress import WordPressSite, run_wordpress
from tests.services.wordpress.place import Place
from tests.services.wordpress.servers import php_settings

FILES = Path(__file__).with_name("files")
BODY = "Where do you need a bus at night? Some words on routes. We plan with your answers."


@dataclass(frozen=True)
class WordPressCopy:
    """`read` is the page with the comments, `written` the post that others are sent to."""

    site: WordPressSite
    read: str
    written: int

    @property
    def form(self) -> str:
        return "/wp-comments-post.php"

    def held(self) -> int:
        """How many comments wait for a moderator, by WordPress's own count."""
        login = self.site.administrator
        question = urllib.request.Request(
            f"{self.site.rest}wp/v2/comments?status=hold&per_page=1&context=edit"
        )
        pair = base64.b64encode(f"{login.user}:{login.app_password}".encode()).decode()
        question.add_header("Authorization", f"Basic {pair}")
        with urllib.request.urlopen(question, timeout=60) as answer:
            return int(answer.headers["X-WP-Total"])


@contextmanager
def wordpress_copy(comments: Sequence[MadeUp], first_at: datetime) -> Iterator[WordPressCopy]:
    with run_wordpress("fpm") as site:
        shutil.copy(FILES / "measured.php", site.dir / "site/wp-content/mu-plugins")
        host = urlsplit(site.url).netloc
        wishes, result = site.dir / "wishes.json", site.dir / "filled.json"
        listed = [
            {**asdict(comment), "at": f"{first_at + timedelta(minutes=n):%Y-%m-%d %H:%M:%S}"}
            for n, comment in enumerate(comments)
        ]
        wishes.write_text(
            json.dumps({"host": host, "body": BODY, "comments": listed, "result": str(result)})
        )
        place = Place(site.dir, int(host.rpartition(":")[2]))
        script = [str(FILES / "fill.php"), str(place.site), str(wishes)]
        run([program("php"), *php_settings(place), *script])
        made = json.loads(result.read_text())
        yield WordPressCopy(site, made["read"], made["written"])
