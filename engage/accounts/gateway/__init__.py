"""The way to the government's single sign-on: OpenID Connect, authorization code with PKCE.

Everything here may take seconds, so nothing here holds a transaction. Whatever goes wrong is
`SsoFailed` with one fixed word; no address, answer or token of the provider is in it.
"""

from engage.accounts.gateway.provider import Client, Provider

__all__ = ["Client", "Provider"]
