"""Strong ETags from a resource's id and revision, and If-Match held against them (RFC 9110 §13). Knows no Flask."""

from werkzeug.http import parse_etags

from app.infra.database.documents import AnyDocument
from app.infra.problems import PreconditionFailed


def etag_of(document: AnyDocument) -> str:
    """Returns the strong ETag of a stored resource; its `revision` moves with every change a client can see."""
    return f'"{document["_id"]}.{document.get("revision", 0)}"'


class Precondition:
    """The If-Match header of a request, for a service to hold against the document it is about to change."""

    def __init__(self, header: str | None = None) -> None:
        self._etags = parse_etags(header) if header is not None else None

    def check(self, document: AnyDocument) -> None:
        """Raise PreconditionFailed when If-Match was sent and does not name this revision."""
        if self._etags is None or self._etags.star_tag:
            return
        if not self._etags.is_strong(etag_of(document).strip('"')):
            raise PreconditionFailed("The resource changed since you read it; read it again.")


ANY = Precondition()
