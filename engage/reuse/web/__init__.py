"""Staff pages of quotations, of the register of reuse, and of consents."""

from engage.reuse.web import choosing, consents, deciding, quotations, register
from engage.reuse.web.blueprint import blueprint

__all__ = ["blueprint", "choosing", "consents", "deciding", "quotations", "register"]
