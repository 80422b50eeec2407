"""Read by gunicorn from the working directory: `gunicorn -w 4 -b 0.0.0.0:8000 app:app` is all it takes."""

from celery.platforms import set_pdeathsig

worker_class = "gthread"
# Requests mostly wait for MongoDB and Redis; at most half of these may wait for a job or stream its events.
threads = 16
graceful_timeout = 5
# Otherwise it opens a socket in the home folder, which two stacks would fight over.
control_socket_disable = True


def post_fork(_server: object, _worker: object) -> None:
    """Let no worker outlive a killed master: it would keep the port from the next one."""
    set_pdeathsig("SIGKILL")
