"""`manage.py bench`: one JSON document that names what the figure depends on."""

import io
import json

from django.core.management import call_command
from django.utils.module_loading import import_string

from portal.management.commands.bench import BENCHES


def test_engine_bench_tells_figure_and_machine() -> None:
    words = io.StringIO()
    call_command("bench", "engine", "--lines", "400", "--repeat", "1", stdout=words)
    told = json.loads(words.getvalue())
    assert told["lines_per_second"] > 0
    assert {"cores", "python", "database", "django"} <= set(told["machine"])


def test_every_bench_is_there() -> None:
    for path in BENCHES.values():
        assert callable(import_string(path))
