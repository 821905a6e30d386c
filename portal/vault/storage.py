"""Where private files lie: `storages["private"]`, under names that say nothing."""

from uuid import uuid4

from django.core.files.storage import Storage, storages

FOLDER = "documents"


def private_storage() -> Storage:
    """The storage that no URL leads to."""
    return storages["private"]


def random_path(instance: object, filename: str) -> str:
    """A random name in two levels of folders; nothing of `filename`, not even its suffix, is kept."""
    name = uuid4().hex
    return f"{FOLDER}/{name[:2]}/{name[2:4]}/{name}"
