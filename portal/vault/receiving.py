"""How a form's files reach the disk on their way in: as Django does it, except when there is no room."""

from typing import Any

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from portal.vault.unfit import NO_ROOM

MARK = "portal.had_no_room"


class RoomyUploadHandler(TemporaryFileUploadHandler):
    """Writes to a temporary file. A full disk skips the file and marks the request, instead of ending it in a 500."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open a temporary file."""
        try:
            super().new_file(*args, **kwargs)
        except OSError as problem:
            self._skip(problem)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a chunk."""
        try:
            super().receive_data_chunk(raw_data, start)
            self.file.flush()  # else a later file, or Python's own tidying up, would find the disk full
        except OSError as problem:
            self._skip(problem)

    def _skip(self, problem: OSError) -> None:
        if problem.errno not in NO_ROOM or self.request is None:
            raise problem
        self.request.META[MARK] = True
        raise SkipFile from problem


def had_no_room(request: HttpRequest) -> bool:
    """Whether a file of this request was skipped because the disk was full."""
    return bool(request.META.get(MARK))
