"""Questions about codebooks and codes. What reports may ask stands here by name."""

from engage.coding.queries.codebook import told_themes
from engage.coding.queries.share import coded_share, themes_of_comments
from engage.coding.rules.codebook import ToldTheme

__all__ = ["ToldTheme", "coded_share", "themes_of_comments", "told_themes"]
