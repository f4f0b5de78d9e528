"""Files that a reader takes along: the browser keeps them under a name instead of showing them."""

from flask import Response


def download(content: str | bytes, content_type: str, name: str) -> Response:
    """Answer with a file to be kept as `name`."""
    response = Response(content, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
