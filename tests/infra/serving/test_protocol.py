"""HTTP/1.1 as clients speak it, and what is answered to those who do not."""

import json

import pytest

from tests.client import eventually
from tests.infra.serving.sockets import closed_after, reply, request

LIVE = request("GET", "/health/live")
LOGIN = "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
IMPORT = "/api/v1/transactions/import"


def chunked(*pieces):
    framed = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return f"{LOGIN}Transfer-Encoding: chunked\r\n\r\n".encode() + framed + b"0\r\n\r\n"


REFUSED = {
    "nonsense": (b"hello\r\n\r\n", 400, "malformed_http"),
    "TLS": (bytes.fromhex("160301020001000001fc0303"), 400, "malformed_http"),
    "a method in small letters": (b"get / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_http"),
    "HTTP/0.9": (b"GET /\r\n\r\n", 505, "http_version_not_supported"),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "http_version_not_supported"),
    "no host": (b"GET /health/live HTTP/1.1\r\n\r\n", 400, "malformed_http"),
    "two hosts": (b"GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "malformed_http"),
    "a header without a colon": (b"GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400, "malformed_http"),
    "a header of two lines": (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 400, "malformed_http"),
    "a lone line feed": (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\nY: b\r\n\r\n", 400, "malformed_http"),
    "a long address": (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414, "uri_too_long"),
    "an endless address": (b"GET /" + b"a" * 40_000, 414, "uri_too_long"),
    "large headers": (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 40_000 + b"\r\n\r\n", 431, "headers_too_large"),
    "endless headers": (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 90_000, 431, "headers_too_large"),
    "many headers": (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 200 + b"\r\n", 431, "headers_too_large"),
    "an address that is none": (b"GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_http"),
    "an address of no host": (b"GET http://[v1.]/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_http"),
    "a length without end": (f"{LOGIN}Content-Length: {'1' * 4400}\r\n\r\n".encode(), 400, "malformed_http"),
    "gzip": (f"{LOGIN}Transfer-Encoding: gzip, chunked\r\n\r\n".encode(), 501, "not_implemented"),
    "two lengths": (f"{LOGIN}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab".encode(), 400, "malformed_http"),
    "a negative length": (f"{LOGIN}Content-Length: -1\r\n\r\n".encode(), 400, "malformed_http"),
    "length and chunks": (
        f"{LOGIN}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode(),
        400,
        "malformed_http",
    ),
    "chunks in HTTP/1.0": (
        LOGIN.replace("1.1", "1.0").encode() + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
        "malformed_http",
    ),
    "a chunk size in words": (
        f"{LOGIN}Transfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n".encode(),
        400,
        "malformed_http",
    ),
    "an endless chunk size": (
        f"{LOGIN}Transfer-Encoding: chunked\r\n\r\n".encode() + b"0" * 5000,
        400,
        "malformed_http",
    ),
    "a chunk longer than said": (
        f"{LOGIN}Transfer-Encoding: chunked\r\n\r\n2\r\nhello".encode(),
        400,
        "malformed_http",
    ),
    "another expectation": (f"{LOGIN}Expect: a miracle\r\nContent-Length: 2\r\n\r\n".encode(), 400, "malformed_http"),
    "a large length": (f"{LOGIN}Content-Length: 90000000\r\n\r\n".encode(), 413, "body_too_large"),
    "a large length, asked first": (
        f"{LOGIN}Content-Length: 90000000\r\nExpect: 100-continue\r\n\r\n".encode(),
        413,
        "body_too_large",
    ),
    "a large body in chunks": (chunked(*[b"[" * 100_000] * 20), 413, "body_too_large"),
    "tiny chunks": (chunked(*[b"["] * 800_000), 400, "malformed_http"),
    "a large upload of nobody": (request("POST", IMPORT, Content_Length=9_000_000), 401, "unauthorized"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_server_refuses_is_a_problem_document(web, name):
    sent, status, code = REFUSED[name]
    with web.connect() as sock:
        sock.sendall(sent)
        answer = reply(sock)
        assert (answer.status, answer.json["code"], answer.json["status"]) == (status, code, status)
        assert answer.json["type"] == f"urn:finsight:problem:{code}"
        assert answer.json["request_id"] == answer.headers["X-Request-ID"]
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Connection"] == "close"
        assert closed_after(sock, 5)[0] is not None


def test_a_refusal_has_its_line_in_the_log_and_can_be_read_by_a_page(web):
    sent = request(
        "POST", "/api/v1/auth/login", Content_Length=90_000_000, X_Request_ID="mine", Origin="http://a.example"
    )
    answer = web.say(sent)
    assert answer.headers["X-Request-ID"] == "mine"
    assert answer.headers["Access-Control-Allow-Origin"] == "http://a.example"
    line = eventually(lambda: next((each for each in _lines(web) if each.get("request_id") == "mine"), None))
    assert (line["event"], line["method"], line["status"]) == ("request", "POST", 413)


def _lines(web):
    return [json.loads(line) for line in web.log.read_text().splitlines() if line.startswith("{")]


@pytest.mark.parametrize("length", ["Content-Length: 20000000", "Transfer-Encoding: chunked"])
def test_a_client_that_sends_all_before_it_reads_gets_the_answer(web, length):
    with web.connect() as sock:
        sock.sendall(f"{LOGIN}{length}\r\n\r\n".encode())
        for _ in range(200):
            sock.sendall(b"186a0\r\n" + b"x" * 100_000 + b"\r\n")
        assert reply(sock).status == 413


def test_requests_follow_each_other_on_one_connection(web):
    with web.connect() as sock:
        for sent in (
            LIVE,
            chunked(b'{"email":', b' "a"}'),
            b"\r\n" + LIVE + b"\r\n",
            request("POST", "/api/v1/auth/login", b"{", Content_Type="application/json"),
            LIVE,
        ):
            sock.sendall(sent)
            assert reply(sock).status in (200, 400, 422)


def test_pipelined_requests_are_answered_in_their_order(web):
    paths = ["/health/live", "/nothing", "/openapi.json", "/health/live", "/nothing"] * 10
    with web.connect() as sock:
        sock.sendall(b"".join(request("GET", path) for path in paths))
        with sock.makefile("rb") as stream:
            answers = [reply(_Stream(stream)).status for _ in paths]
    assert answers == [200, 404, 200, 200, 404] * 10


class _Stream:
    """Answers that follow each other are read from one buffer."""

    def __init__(self, stream):
        self._stream = stream

    def makefile(self, _mode):
        return _Kept(self._stream)


class _Kept:
    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def close(self):
        """The next answer is read from it."""


def test_a_request_in_single_bytes_is_one_request(web):
    body = b'{"email": "a@example.com", "password": "correct horse"}'
    with web.connect() as sock:
        for byte in request("POST", "/api/v1/auth/login", body, Content_Type="application/json"):
            sock.sendall(bytes([byte]))
        assert reply(sock).status == 401


def test_a_client_that_asks_first_is_told_to_go_on(web):
    with web.connect(5) as sock:
        sock.sendall(f"{LOGIN}Content-Length: 1\r\nExpect: 100-continue\r\n\r\n".encode())
        assert sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"{")
        assert reply(sock).json["code"] == "invalid_json"


def test_head_has_headers_and_no_body(web):
    with web.connect() as sock:
        sock.sendall(request("HEAD", "/health/live"))
        assert int(reply(sock, "HEAD").headers["Content-Length"]) > 0
        sock.sendall(LIVE)
        assert reply(sock).status == 200
        sock.sendall(request("HEAD", "/health/live", Content_Length=90_000_000))
        assert reply(sock, "HEAD").status == 413
        assert closed_after(sock, 5)[1] == b""


def test_http_1_0_closes_unless_asked_not_to(web):
    with web.connect() as sock:
        sock.sendall(b"GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        assert reply(sock).status == 200
        sock.sendall(b"GET /health/live HTTP/1.0\r\n\r\n")
        assert reply(sock).status == 200
        assert closed_after(sock, 5)[0] is not None


def test_a_client_that_has_no_more_to_say_is_answered(web):
    with web.connect() as sock:
        sock.sendall(LIVE)
        sock.shutdown(1)
        assert reply(sock).status == 200


def test_metrics_count_what_all_processes_answered(web):
    for _ in range(20):
        web.get("/health/live", Connection="close")
    lines = web.get("/metrics").body.decode().splitlines()
    live = [line for line in lines if line.startswith("finsight_requests_total") and 'route="/health/live"' in line]
    assert sum(float(line.rsplit(" ", 1)[1]) for line in live) >= 20
