"""Followers need mail: the units of these tests send it to a server of their own."""

from tests.mail.conftest import both_mail_units, mail_server, mail_units

__all__ = ["both_mail_units", "mail_server", "mail_units"]
