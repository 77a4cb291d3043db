"""Serves one private WordPress by hand: `WP_MODE=fpm` for the form of the benchmarks, `--plugin`
with ours."""

import json
import sys
from dataclasses import asdict

from tests.services.wordpress import run_wordpress

with run_wordpress(plugin="--plugin" in sys.argv) as site:
    shown = {name: getattr(site, name) for name in ("url", "xmlrpc", "rest", "version", "theme")}
    people = {"administrator": asdict(site.administrator), "editor": asdict(site.editor)}
    json.dump({**shown, **people, "dir": str(site.dir)}, sys.stdout, indent=2)
    sys.stdout.write("\n")
    sys.stdout.flush()
    sys.stdin.readline()
