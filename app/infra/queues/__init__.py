"""Queues of work: sending a job, the lanes, the children of a worker."""
