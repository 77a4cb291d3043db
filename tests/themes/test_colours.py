"""The colours of every theme: tokens of the B.C. design system, readable in WCAG's terms."""

import re
from pathlib import Path
from typing import Final

import pytest

from engage.web.theme import Theme, load_theme

THEMES: Final = Path(__file__).parents[2] / "themes"
NAMES: Final = sorted(path.parent.name for path in THEMES.glob("*/theme.toml"))
VARIABLE: Final = re.compile(r"(--[a-z0-9-]+)\s*:\s*([^;]+);")
REFERENCE: Final = re.compile(r"var\((--[a-z0-9-]+)\)\Z")
TEXT: Final = 4.5
SHAPE: Final = 3.0

PAIRS: Final = (
    ("--header-text", "--header-ground", TEXT),
    ("--header-link", "--header-ground", TEXT),
    ("--header-focus", "--header-ground", SHAPE),
    ("--typography-color-primary", "--surface-color-background-white", TEXT),
    ("--typography-color-primary", "--surface-color-background-light-blue", TEXT),
    ("--typography-color-primary", "--footer-ground", TEXT),
    ("--typography-color-secondary", "--footer-ground", TEXT),
    ("--typography-color-secondary", "--surface-color-background-light-blue", TEXT),
    ("--typography-color-link", "--footer-ground", TEXT),
    ("--typography-color-link", "--surface-color-background-white", TEXT),
    ("--typography-color-link", "--surface-color-background-light-blue", TEXT),
    ("--surface-color-primary-default", "--surface-color-background-white", TEXT),
    ("--surface-color-primary-default", "--surface-color-background-light-blue", TEXT),
    ("--surface-color-primary-hover", "--surface-color-background-light-blue", TEXT),
    ("--typography-color-primary-invert", "--surface-color-primary-button-default", TEXT),
    ("--typography-color-primary-invert", "--surface-color-primary-button-hover", TEXT),
    ("--surface-color-border-active", "--surface-color-background-light-blue", SHAPE),
    ("--surface-color-border-active", "--footer-ground", SHAPE),
)


def sheet(theme: Theme, name: str) -> dict[str, str]:
    text = re.sub(r"/\*.*?\*/", "", theme.assets[name].decode(), flags=re.DOTALL)
    return dict(VARIABLE.findall(text))


def resolved(values: dict[str, str], name: str) -> str:
    value = values[name].strip()
    found = REFERENCE.match(value)
    return resolved(values, found.group(1)) if found else value


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_what_a_theme_shows_can_be_read(name: str, text: str, ground: str, least: float) -> None:
    theme = load_theme(THEMES, name)
    values = sheet(theme, "css/variables.css") | sheet(theme, "css/theme.css")
    assert contrast(resolved(values, text), resolved(values, ground)) >= least


@pytest.mark.parametrize("name", NAMES)
def test_a_theme_has_no_colour_of_its_own(name: str) -> None:
    theme = load_theme(THEMES, name)
    tokens = sheet(theme, "css/variables.css")
    for variable, value in sheet(theme, "css/theme.css").items():
        found = REFERENCE.match(value.strip())
        assert found, variable
        assert found.group(1) in tokens, variable
    text = theme.assets["css/theme.css"].decode()
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsl", text)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "corporate"])
def test_a_variant_gives_every_variable_that_the_parent_lets_it_change(name: str) -> None:
    """The file stands in place of the parent's, so a variable it leaves out would be undefined."""
    own = sheet(load_theme(THEMES, name), "css/theme.css")
    parent = sheet(load_theme(THEMES, "corporate"), "css/theme.css")
    assert own.keys() >= parent.keys()
