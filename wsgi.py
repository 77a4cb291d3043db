"""What a WSGI server loads: `gunicorn wsgi:app`."""

from engage.app import create_app
from engage.serving import quiet_server_log

app = create_app()
# Only now: what keeps the application from starting is told in full.
quiet_server_log()
