"""Measurements: how quick Engage is beside a real WordPress, and by itself.

`python -m tests.benchmarks [NAME...]` runs all or the named ones and prints a table; `--write` puts
it into docs/performance.md too. They are no tests: a shared machine's figures swing, so what is
judged is the ratio of two servers that took turns within one run.
"""
