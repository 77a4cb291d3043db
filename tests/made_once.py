"""What every application of the tests makes alike is made once for all of them.

Each web test has an application of its own, and making one took longer than most of the tests.
Nothing that a test looks at is shared: only what follows from the code and its files alone.
"""

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Final

import pytest
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from sqlalchemy import Dialect, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from engage.core import db
from engage.reports import rendering
from engage.web import theme
from engage.web.transaction import EngageFlask

COMPILED = ("_parts", "_trace", "_converters", "arguments")
BUILDERS = ("_build", "_build_unknown")
DIALECTS: Final[tuple[type[Dialect], ...]] = (SQLiteDialect_pysqlite, PGDialect_psycopg)
STATEMENTS: Final = 2000
"""How many compiled statements are kept: more than a process of tests has."""


class Compiled(BytecodeCache):
    """Templates that were compiled already; Jinja compares each with its source, but not with how
    white space around its blocks was to be kept.
    """

    def __init__(self) -> None:
        self.kept: dict[tuple[str, bool], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if known := self.kept.get((bucket.key, bucket.environment.trim_blocks)):
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key, bucket.environment.trim_blocks] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def compiled_templates() -> Iterator[None]:
    """Each test has an application of its own: all of them compile a template once, and so do all
    reports that are rendered."""
    with pytest.MonkeyPatch.context() as patch:
        options = EngageFlask.jinja_options | {"bytecode_cache": Compiled()}
        patch.setattr(EngageFlask, "jinja_options", options)
        of_reports = partial(Environment, bytecode_cache=Compiled())
        patch.setattr(rendering, "Environment", of_reports)
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_rules() -> Iterator[None]:
    """The same for the addresses: reading a rule is half of making an application, and what builds
    an address from one took ten times as long as all the rest. Both depend on the rule alone."""
    known: dict[object, dict[str, object]] = {}
    compiled = Rule.compile

    def once(rule: Rule) -> None:
        assert rule.map is not None
        defaults = tuple(sorted((rule.defaults or {}).items()))
        converters = tuple(rule.map.converters.items())
        place = (rule.host, rule.map.host_matching, rule.subdomain)
        key = (rule.rule, defaults, place, rule.merge_slashes, converters)
        if key not in known:
            compiled(rule)
            known[key] = {name: getattr(rule, name) for name in COMPILED}
            known[key] |= {name: getattr(rule, name).__func__ for name in BUILDERS}
            return
        for name in COMPILED:
            setattr(rule, name, known[key][name])
        for name in BUILDERS:
            setattr(rule, name, known[key][name].__get__(rule))  # type: ignore[attr-defined]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def packed_files() -> Iterator[None]:
    """The files of the themes are packed once: the same content gives the same bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(theme, "packed", lru_cache(maxsize=256)(theme.packed))
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_statements() -> Iterator[None]:
    """A statement is compiled once for all databases of a kind, as it is for all requests of a
    server: each test's first use of each statement took a sixth of all processor time.

    SQLAlchemy keeps what it compiled by the dialect's object, of which each engine has another.
    All of ours are made alike, so those of one class may stand for each other.
    """
    shared = {"compiled_cache": LRUCache(STATEMENTS)}
    with pytest.MonkeyPatch.context() as patch:
        for kind in DIALECTS:
            patch.setattr(kind, "__eq__", lambda one, other: type(one) is type(other))
            patch.setattr(kind, "__hash__", lambda one: hash(type(one)))
        patch.setattr(db, "create_engine", partial(create_engine, execution_options=shared))
        yield
