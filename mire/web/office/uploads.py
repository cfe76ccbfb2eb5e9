"""A file that a page takes: this page alone, within a size, never on disk.

Settings name no upload handler, so that a file sent to another page is read past and dropped.
"""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

MOST_BYTES = 5_000_000


class InMemory(FileUploadHandler):
    """Keeps the first ``most`` bytes of a file, and tells its whole size."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most = most

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a piece, within the limit."""
        if start < self.most:
            self.kept.write(raw_data[: self.most - start])
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file."""
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept,
            self.field_name,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )


def takes_file(
    view: Callable[..., HttpResponse], most: int = MOST_BYTES
) -> Callable[..., HttpResponse]:
    """Let a page take a file; the form's own mark is checked once its fields can be read.

    ``most``: how many of its bytes are kept.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def respond(request: HttpRequest, **named: Any) -> HttpResponse:
        request.upload_handlers = [InMemory(request, most)]
        return checked(request, **named)

    return respond
