"""Whether the templates of a theme can be read at all, before a page is asked for that needs one.

A slip of the pen in a template ends only the pages that come to it, with an error page for their
readers. What a page hands to its template is known to nobody here: `tests/themes` renders them.
"""

from collections.abc import Iterator
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound, TemplateSyntaxError, meta

from engage.core.themes import theme_loaders
from engage.web.theme import Theme, folders_of_features


def template_faults(theme: Theme) -> list[str]:
    """One line for each fault of syntax, and for each template that is named and stands nowhere."""
    loader = theme_loaders(theme.layers, folders_of_features())
    env = Environment(loader=loader, autoescape=True, extensions=["jinja2.ext.i18n"])
    return [
        f"theme {layer.name}: templates/{path.relative_to(layer.templates).as_posix()} {fault}"
        for layer in theme.layers
        for path in sorted(layer.templates.rglob("*.html"))
        for fault in _faults_of(path, env, loader)
    ]


def _faults_of(path: Path, env: Environment, loader: BaseLoader) -> Iterator[str]:
    try:
        parsed = env.parse(path.read_text(encoding="utf-8"))
    except TemplateSyntaxError as error:
        yield f"line {error.lineno}: {error.message}"
        return
    except (OSError, UnicodeDecodeError) as error:
        yield f"cannot be read ({type(error).__name__})"
        return
    for name in meta.find_referenced_templates(parsed):
        if name is None:
            continue
        try:
            loader.get_source(env, name)
        except TemplateNotFound:
            yield f"names {name!r}, which stands nowhere"
        except UnicodeDecodeError:
            # Told of that one.
            continue
