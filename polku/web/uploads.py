"""Uploaded files: a body that is larger than any file may be is read to its end, kept nowhere, and told in words."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

LARGEST_BODY = 12 * 1024 * 1024
"""The largest file that a question takes, and room for the form around it."""


class Bounded(FileUploadHandler):
    """Lets files through to the next handler only where the whole body is not too large."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.refused = False

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: bytes, encoding: str | None = None
    ) -> None:
        self.refused = content_length > LARGEST_BODY

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None if self.refused else raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def too_large(request: HttpRequest) -> bool:
    """Whether the files of the request were too large to be kept."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdecimal() and int(length) > LARGEST_BODY
