"""Where the plugin's calls arrive in tests: they are kept, and answered or left waiting."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Sink:
    url: str = ""
    calls: list[tuple[str, bytes]] = field(default_factory=list)
    answers: bool = True

    def wait_for(self, count: int) -> list[tuple[str, bytes]]:
        """The calls, once there are so many; what came beyond comes soon after."""
        for _ in range(100):
            if len(self.calls) >= count:
                break
            time.sleep(0.05)
        time.sleep(0.3)
        return self.calls


@contextmanager
def listening() -> Iterator[Sink]:
    sink, over = Sink(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sink.calls.append((self.headers["X-Engage-Signature"], body))
            if not sink.answers:
                over.wait(30)
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sink.url = f"http://127.0.0.1:{server.server_address[1]}/wordpress/hook"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield sink
    finally:
        over.set()
        server.shutdown()
        server.server_close()
