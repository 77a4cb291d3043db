"""The report for machines: the value itself, with its schema's name and content hash."""

from json import dumps

from engage.reports.rules import SCHEMA, Report, as_json, content_hash


def render_json(report: Report) -> bytes:
    """UTF-8, indented for the reader who opens it; `report` alone is what the hash is of."""
    document = {"schema": SCHEMA, "content_hash": content_hash(report), "report": as_json(report)}
    return (dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
