"""Logs tell where something broke, never with which data."""

import logging
import sys

from portal.logs import Discreet


def test_exceptions_keep_their_data_to_themselves() -> None:
    try:
        try:
            raise KeyError("IBAN of Ana")
        except KeyError as problem:
            raise ValueError("Key (reference)=(414/10001)") from problem
    except ValueError:
        record = logging.LogRecord("portal", logging.ERROR, __file__, 1, "broke", None, sys.exc_info())
    words = Discreet("%(levelname)s %(message)s").format(record)
    assert words.startswith("ERROR broke\n")
    assert "test_exceptions_keep_their_data_to_themselves" in words
    assert words.index("builtins.KeyError") < words.index("builtins.ValueError")
    assert 'raise ValueError("Key' in words  # the line of code, which is no one's secret
