"""Reads the one uploaded file of a multipart form; refuses none and several."""

from flask import request
from werkzeug.datastructures import FileStorage

from app.infra.problems import Invalid, UnsupportedMediaType


def the_file() -> FileStorage:
    """The form's `file`; UnsupportedMediaType for no form, Invalid for another field with a file, none or several."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType("Send the file as multipart/form-data.")
    for name in request.files:
        if name != "file":
            raise Invalid.at(f"/{name}", "Unknown field; send the file as the form's `file`.")
    if "file" in request.form:
        raise Invalid.at("/file", "This came as text; send `file` as a file, with a file name.", code="missing_file")
    found = request.files.getlist("file")
    if len(found) != 1:
        raise Invalid.at("/file", "Send one file as the form's `file`.", code="missing_file")
    return found[0]
