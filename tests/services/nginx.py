"""A private nginx that caches the pages of whatever server stands behind it.

The benchmarks put WordPress and Engage behind the very same cache, so that both are compared as
they would be run.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.services.process import Server, free_port, program, running, scratch, start
from tests.services.web import answers

CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000; client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  proxy_cache_path {folder}/cache keys_zone=pages:10m max_size=200m;
  server {{
    listen 127.0.0.1:{port} backlog=511;
    location / {{
      proxy_pass {upstream};
      proxy_http_version 1.1;
      proxy_set_header Host {host};
      proxy_set_header Connection "";
      proxy_cache pages;
      proxy_cache_valid 200 {seconds}s;
      proxy_ignore_headers {ignored};
      add_header X-Cache $upstream_cache_status always;
    }}
  }}
}}
"""


@contextmanager
def run_page_cache(
    upstream: str, seconds: int = 60, *, heeds_lifetimes: bool = False
) -> Iterator[str]:
    """The address that answers from the cache; the response header X-Cache says HIT or MISS.

    Pages are kept for `seconds`, or with `heeds_lifetimes` for as long as they say themselves,
    where they say anything.
    """
    ignored = "Expires Vary" if heeds_lifetimes else "Cache-Control Expires Vary"
    with scratch("cache") as folder:
        port, host = free_port(), urlsplit(upstream).netloc
        (folder / "nginx.conf").write_text(
            as_root_if_we_are()
            + CONFIGURATION.format(
                folder=folder,
                port=port,
                upstream=upstream.rstrip("/"),
                host=host,
                seconds=seconds,
                ignored=ignored,
            )
        )
        url = f"http://127.0.0.1:{port}"
        with running(start_nginx(folder / "nginx.conf", folder)) as server:
            server.wait_until(lambda: answers(f"{url}/", any_status=True))
            yield url


def start_nginx(configuration: Path, folder: Path) -> Server:
    places = ["-e", f"{folder}/nginx.err", "-p", f"{folder}/", "-c", str(configuration)]
    return start([program("nginx"), *places], folder / "nginx.out", ending="SIGQUIT")


def as_root_if_we_are() -> str:
    """Its workers read files that only we may read; '' for anyone else, who cannot change user."""
    return "user root;\n" if Path("/proc/self").stat().st_uid == 0 else ""
