"""Clients that keep a server waiting, of every kind. Each is given a fresh connection."""

import threading

from tests.infra.serving.sockets import reply, request

LIVE = request("GET", "/health/live")
LOGIN = "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
TLS_HELLO = bytes.fromhex("160301020001000001fc0303") + bytes(500)


def silent(_sock):
    """Connects and says nothing."""


def one_byte(sock):
    sock.sendall(b"G")


def half_a_header(sock):
    sock.sendall(b"GET /health/live HTTP/1.1\r\nHost: loc")


def tls_hello(sock):
    sock.sendall(TLS_HELLO)


def silent_after_an_answer(sock):
    sock.sendall(LIVE)
    assert reply(sock).status == 200
    sock.sendall(b"GE")


def drip(sock, first, pause):
    """Sends a byte now and then, until the server has enough of it or the test closes the socket."""
    try:
        sock.sendall(first)
        while not threading.Event().wait(pause):
            sock.sendall(b"x")
    except OSError:
        return


def dripping_header(sock):
    threading.Thread(target=drip, args=(sock, b"GET / HTTP/1.1\r\nX: ", 1), daemon=True).start()


def dripping_body(sock):
    first = f"{LOGIN}Content-Length: 1000\r\n\r\n".encode()
    threading.Thread(target=drip, args=(sock, first, 6), daemon=True).start()


def dripping_chunks(sock):
    first = f"{LOGIN}Transfer-Encoding: chunked\r\n\r\nff\r\n".encode()
    threading.Thread(target=drip, args=(sock, first, 6), daemon=True).start()


def dripping_upload(sock):
    first = request(
        "POST",
        "/api/v1/transactions/import",
        Authorization="Bearer x",
        Content_Length=9_000_000,
        Content_Type="multipart/form-data; boundary=b",
    )
    threading.Thread(target=drip, args=(sock, first, 6), daemon=True).start()


def slow_reader(sock):
    """Asks again and again and reads nothing."""
    sock.setblocking(False)
    try:
        while True:
            sock.send(request("GET", "/openapi.json"))
    except BlockingIOError:
        sock.setblocking(True)


WITHIN_TEN = [silent, one_byte, half_a_header, tls_hello, silent_after_an_answer, dripping_header, dripping_upload]
WITHIN_THIRTY = [dripping_body, dripping_chunks]
ALL_KINDS = [*WITHIN_TEN, *WITHIN_THIRTY, slow_reader]
