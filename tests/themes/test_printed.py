"""What the style of public pages tells paper: where the site stands, whatever its address is."""

import re
from pathlib import Path
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from engage.web.theme import _on_paper, configured_theme, load_theme
from tests.app_fixtures import settings_for

THEMES: Final = Path(__file__).parents[2] / "themes"
SITE: Final = re.compile(r'@media print \{ :root \{ --site: "([^"]*)"; \} \}\n')


def written(style: str) -> str:
    """The string as CSS reads it."""
    found = SITE.fullmatch(style)
    assert found is not None, style
    return re.sub(r"\\([0-9a-f]{6})", lambda code: chr(int(code[1], 16)), found[1])


def test_links_are_printed_with_the_address_of_the_site(tmp_path: Path) -> None:
    site = "https://engage.gov.bc.ca"
    settings = settings_for("sqlite:///none.db", tmp_path, ENGAGE_BASE_URL=site)
    style = configured_theme(settings).assets["css/public.css"].decode()
    assert written(style[style.rindex("@media print { :root") :]) == site
    without = load_theme(THEMES, "corporate").assets["css/public.css"].decode()
    assert re.findall(r'--site: "(.*?)"', without) == [""]


@given(st.text(st.characters(blacklist_categories=("Cs",)), min_size=1))
def test_no_address_ends_the_string_that_it_stands_in(address: str) -> None:
    assert written(_on_paper(address).decode()) == address
