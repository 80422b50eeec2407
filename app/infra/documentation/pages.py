"""The pages that show the OpenAPI document: Swagger UI at /docs, Redoc at /redoc. Neither needs any other host."""

import gzip
from functools import cache
from pathlib import Path

from flask import Flask, Response
from flask_swagger_ui import get_swaggerui_blueprint

DOCS, REDOC, OPENAPI = "/docs/", "/redoc", "/openapi.json"
_REDOC_SCRIPT = Path(__file__).parent / "redoc" / "redoc.standalone.js.gz"
# The one thing that the script would fetch from elsewhere is a picture; this is an empty one.
_LOGO, _NO_LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg", "data:image/gif;base64,R0lGODlhAQABAAAAACw="
_REDOC_PAGE = f"""<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Finsight API</title>
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="icon" href="/docs/favicon-32x32.png">
  <style>body {{ margin: 0 }}</style>
</head>
<body>
  <redoc spec-url="{OPENAPI}"></redoc>
  <script src="{REDOC}/redoc.standalone.js"></script>
</body>
</html>
"""

# Both style their elements inline and embed their icons; Redoc searches in a worker made of its own text.
PAGES_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; worker-src blob:; frame-ancestors 'none'"
)


def serve_pages(app: Flask) -> None:
    """Serve both pages and what they load."""
    # Relative: the Host header is the client's word.
    app.add_url_rule("/docs", "docs", lambda: Response(status=308, headers={"Location": "docs/"}))
    app.register_blueprint(get_swaggerui_blueprint("/docs", OPENAPI, config={"app_name": "Finsight API"}))
    app.add_url_rule(REDOC, "redoc", lambda: Response(_REDOC_PAGE, mimetype="text/html"))
    app.add_url_rule(f"{REDOC}/redoc.standalone.js", "redoc_script", _answer_redoc_script)


def is_page(path: str) -> bool:
    """Whether a browser shows what is at the path."""
    return path.startswith(("/docs", REDOC))


def _answer_redoc_script() -> Response:
    return Response(_redoc_script(), mimetype="text/javascript", headers={"Cache-Control": "max-age=3600"})


@cache
def _redoc_script() -> bytes:
    return published_redoc().replace(_LOGO.encode(), _NO_LOGO.encode())


def published_redoc() -> bytes:
    """Redoc's script as it is published."""
    return gzip.decompress(_REDOC_SCRIPT.read_bytes())
