"""What a WordPress post shows, in our own Markdown; pure.

Two steps. `shown` turns what an author wrote there (block comments, classic text, shortcodes) into
the HTML that readers see, for the transport that cannot ask WordPress for it. `to_markdown` turns
HTML of whatever origin into Markdown that staff can go on editing here. It keeps every visible
word: what it wrote is rendered once and compared with what it read, and a part that would say
something else loses its form rather than its words.
"""

from engage.wordpress.blocks.converting import Converted, Picture, plain_title, to_markdown
from engage.wordpress.blocks.shown import shown

__all__ = ["Converted", "Picture", "plain_title", "shown", "to_markdown"]
