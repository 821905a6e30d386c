"""Python's garbage collector, told what a worker's memory looks like."""

import gc

# Objects made before the collector looks for circles: a note makes some hundred thousand, nearly none of which stay.
MADE_BEFORE_A_LOOK = 50_000


def spare() -> None:
    """What is loaded by now stays until the end, and is not looked through again; what comes is, less often.

    Before children are forked, so that they share it: a look would write to it. A fifth of a worker's time went there.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BEFORE_A_LOOK, 20, 20)
