"""The web server of the API: gunicorn keeps the processes, waitress reads and writes, this package sets the bounds.

`worker` runs one process: `loop` waits for its sockets, `listener` takes connections in, `connection` reads requests
and sends answers under the deadlines of `patience`, `parser` refuses while a request arrives, `spool` keeps bodies,
`answer` runs the application, `sharing` spreads connections over the processes.
"""
