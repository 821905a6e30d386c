"""The verdict of the judging modules. They run in a bare process of their own and import no Django."""

import errno

# What a system says when there is no room left for a file, or none for us.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


class Unfit(ValueError):
    """A file that is not taken: `code` is a key of `refusals.SENTENCES`, `figures` fill the sentence's gaps."""

    def __init__(self, code: str, **figures: int) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures
