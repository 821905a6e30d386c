"""What tests of conversations share."""

from tests.claims.conftest import clock as clock
from tests.claims.conftest import private as private
from tests.claims.conftest import still_bell as still_bell
