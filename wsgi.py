"""What a WSGI server loads: `gunicorn wsgi:app`."""

import gc

from engage.app import create_app
from engage.serving import quiet_server_log

app = create_app()
# Only now: what keeps the application from starting is told in full.
quiet_server_log()
# What is loaded by now stays: it need not be searched for garbage again and again, and the few
# thousand objects of a page are gone by themselves when it is done.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
