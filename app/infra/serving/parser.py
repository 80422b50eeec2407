"""Reads a request as it arrives and refuses what is wrong with it as soon as that is known."""

from dataclasses import dataclass
from typing import Any, Protocol

from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented
from waitress.receiver import ChunkedReceiver

from app.infra.problems import (
    AddressTooLong,
    HeadersTooLarge,
    Malformed,
    NotImplementedHere,
    Problem,
    Unavailable,
    VersionNotSupported,
)
from app.infra.serving.spool import Space, SpaceUsedUp, Spool

# Where an application keeps its Policy, among Flask's extensions.
POLICY = "finsight.bodies"
# A query of all filters in letters outside ASCII, each of them twelve bytes, is longer than the usual 4,094.
REQUEST_LINE_BYTES = 8190
HEADER_BYTES = 32 << 10
HEADER_FIELDS = 100
_CHUNK_LINE_BYTES = 1 << 10
_TRAILER_BYTES = 8 << 10
# What frames the chunks of a body: in chunks of a byte each it is five times the body, and dear to read.
_FRAME_BYTES = 64 << 10
_BODY_PER_FRAME = 8
_TOKEN = frozenset(b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\r\n")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a request, for whoever decides about its body."""

    method: str
    path: str
    content_type: str
    authorization: str


@dataclass(frozen=True, slots=True)
class BodyBound:
    """How large a body may be, and whether it may take the time of an upload."""

    most_bytes: int
    upload: bool


class Policy(Protocol):
    """What the application says about bodies before they are read."""

    def bound(self, head: Head) -> BodyBound:
        """The bound of a request's body; raises the Problem it is refused with."""

    def too_large(self, head: Head, bound: BodyBound) -> Problem:
        """What a client is told whose body is larger."""

    def client_of(self, peer: str, forwarded: str) -> str:
        """The address a request comes from, given the connection's other end and its X-Forwarded-For."""


class RequestParser(HTTPRequestParser):  # type: ignore[misc]  # waitress carries no types
    """One request. `error` is the Problem it is refused with."""

    error: Problem | None
    body_rcv: Any
    bound = BodyBound(0, upload=False)

    def __init__(self, adj: Adjustments, policy: Policy, space: Space, peer: str) -> None:
        super().__init__(adj)
        self._policy, self._space, self._peer = policy, space, peer
        # As long as nothing is known of the request it is this one, for the answer to a refusal.
        self.command, self.request_uri, self.path, self.query = "GET", "/", "/", ""
        self.url_scheme, self.version = adj.url_scheme, "1.1"

    def received(self, data: bytes) -> int:
        """Take bytes of this request, and return how many were its own."""
        try:
            if self.body_rcv is None:
                self._refuse_what_is_no_head(data)
            consumed: int = super().received(data)
            if self.body_rcv is not None:
                self._refuse_what_is_no_body()
        except SpaceUsedUp:
            self.refuse(Unavailable("Too many uploads arrive at once; try again in a moment.", code="too_many_uploads"))
        except Problem as problem:
            self.refuse(problem)
        return len(data) if self.error else consumed

    def refuse(self, problem: Problem) -> None:
        """Read no further; answer this."""
        self.close()
        self.body_rcv = None
        self.error, self.completed, self.expect_continue, self.connection_close = problem, True, False, True

    def _refuse_what_is_no_head(self, data: bytes) -> None:
        if not self.header_plus and data[0] not in _TOKEN:
            raise Malformed("This is no HTTP request.", code="malformed_http")
        if len(self.header_plus) + len(data) > REQUEST_LINE_BYTES:
            begun = (self.header_plus + data).lstrip(b"\r\n")
            if len(begun) > REQUEST_LINE_BYTES and b"\r" not in begun[: REQUEST_LINE_BYTES + 1]:
                raise AddressTooLong(f"The request line may have at most {REQUEST_LINE_BYTES} bytes.")

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head, and decide about the body before any of it is read."""
        if self.header_bytes_received >= HEADER_BYTES:
            raise HeadersTooLarge(f"The headers may have at most {HEADER_BYTES >> 10} KiB.")
        lines = header_plus.split(b"\r\n")
        if len(lines) - 2 > HEADER_FIELDS:
            raise HeadersTooLarge(f"There may be at most {HEADER_FIELDS} header fields.")
        if any(line[:1] in (b" ", b"\t") for line in lines):
            raise Malformed("A header field is one line.", code="malformed_http")
        try:
            super().parse_header(header_plus)
        # An address such as `http://[` and a length of 5,000 digits are too much for the library itself.
        except (ParsingError, ValueError) as error:
            raise Malformed("The request is not well-formed HTTP.", code="malformed_http") from error
        except TransferEncodingNotImplemented as error:
            raise NotImplementedHere("Only the transfer coding `chunked` is understood.") from error
        self._check_head()
        if self.body_rcv is None:
            self.expect_continue = False  # waitress would ask for a body that is not announced, and wait for it
        else:
            self._admit_body()

    def _check_head(self) -> None:
        if self.version not in ("1.0", "1.1"):
            raise VersionNotSupported("HTTP/1.1 and HTTP/1.0 are spoken here.")
        host = self.headers.get("HOST")
        if "," in (host or "") or (host is None and self.version == "1.1"):
            raise Malformed("Send one Host header.", code="malformed_http")
        if "TRANSFER_ENCODING" in self.headers or (self.chunked and "CONTENT_LENGTH" in self.headers):
            raise Malformed(
                "The length of the body is told in two ways, or in one HTTP/1.0 lacks.", code="malformed_http"
            )
        if self.headers.get("EXPECT", "100-continue").lower() != "100-continue":
            raise Malformed("Only `Expect: 100-continue` can be met.", code="malformed_http")

    def _admit_body(self) -> None:
        self.bound = self._policy.bound(self.head())
        if self.content_length > self.bound.most_bytes:
            raise self._policy.too_large(self.head(), self.bound)
        client = self._policy.client_of(self._peer, self.headers.get("X_FORWARDED_FOR", ""))
        self.body_rcv.buf = Spool(self._space, client)

    def head(self) -> Head:
        """What is known of the request."""
        kind, authorization = self.headers.get("CONTENT_TYPE", ""), self.headers.get("AUTHORIZATION", "")
        return Head(self.command, self.path, kind, authorization)

    def _refuse_what_is_no_body(self) -> None:
        if len(self.body_rcv) > self.bound.most_bytes:
            raise self._policy.too_large(self.head(), self.bound)
        if self.error or (self.chunked and self._is_all_frame(self.body_rcv)):
            raise Malformed("The chunks of the body are not well-formed.", code="malformed_http")

    def _is_all_frame(self, chunks: ChunkedReceiver) -> bool:
        frame = self.body_bytes_received - len(chunks)
        endless = len(chunks.control_line) > _CHUNK_LINE_BYTES or len(chunks.trailer) > _TRAILER_BYTES
        return endless or frame > _FRAME_BYTES + len(chunks) // _BODY_PER_FRAME
