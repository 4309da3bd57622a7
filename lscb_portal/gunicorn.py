"""How gunicorn serves the portal: `gunicorn -c python:lscb_portal.gunicorn lscb_portal.wsgi`.

Threads, because a page waits for the database half of its time. Nothing slow runs in a request: reports are rendered by
the worker, so thirty seconds is a fault and not a long report.
"""

workers = 3
threads = 4
worker_class = "gthread"
preload_app = True
timeout = 30
graceful_timeout = 30
# A worker is replaced now and then, not all at once, so that memory it has gathered is given back.
max_requests = 1000
max_requests_jitter = 100
control_socket_disable = True
