"""Recognises the kinds of receipts by how their content begins; names and declared types prove nothing."""

from app.infra.problems import Invalid

_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)
_WEBP = (b"RIFF", b"WEBP")
HEAD = 64
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


def media_type_of(head: bytes) -> str:
    """Returns the media type of a file by its first bytes; raises Invalid `unknown_receipt_format` at /file."""
    if head[:4] == _WEBP[0] and head[8:12] == _WEBP[1]:
        return "image/webp"
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for beginning, media_type in _BEGINNINGS:
        if head.startswith(beginning) or (media_type == "application/pdf" and bare.startswith(beginning)):
            return media_type
    message = "A receipt is a JPEG, PNG or WebP picture or a PDF; this is none of them."
    raise Invalid.at("/file", message, code="unknown_receipt_format")
