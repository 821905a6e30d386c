"""Keeps the staircase of `docs/architecture.md`: imports go down, never up, never in a circle, never hidden."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From the top down. Rooms on one step do not see each other.
STAIRCASE = [
    ["claims.mydata"],
    ["claims.appeals", "claims.hardship", "claims.invoices"],
    ["claims.payments"],
    ["claims"],
    ["approvals.guarantees"],
    ["approvals.estimates", "approvals.questions"],
    ["approvals"],
    ["providers"],
    ["portal.offline"],
    ["portal.card", "portal.encyclopaedia"],
    ["portal.help"],
    ["portal.entitlements", "portal.attachments"],
    ["portal.notices", "portal.clarity"],
    ["portal.home"],
    ["portal.members"],
    ["portal.post"],
    ["portal.work", "portal.vault", "portal.look"],
    ["portal.benefits"],
]
STEP = {room: number for number, step in enumerate(STAIRCASE) for room in step}
ROOF = ["portal.settings", "portal.urls", "portal.celery", "portal.wsgi", "portal.apps", "portal.bootstrap"]
ROOF += ["portal.middleware", "portal.errors", "portal.health", "portal.logs", "portal.wellknown", "portal.management"]
ROOF += ["portal.postgresql", "portal.compression"]
# `portal.benefits` is an app too: these of its modules may know Django. The rest is the pure engine.
NOT_ENGINE = {"apps", "models", "admin", "migrations", "management", "bench"}
BANNED = {"utils", "helpers", "common", "misc"}
LONGEST_FILE, LONGEST_FUNCTION, MEDIAN_FILE = 300, 40, 100
# One file on purpose: whoever runs the portal reads its settings from top to bottom.
LONG_ON_PURPOSE = {"portal/settings.py"}


def files() -> list[Path]:
    """All modules of the project, migrations and tests left out."""
    tops = [ROOT / "manage.py", *(ROOT / "portal").rglob("*.py")]
    for room in ("claims", "approvals", "providers"):
        tops += (ROOT / room).rglob("*.py")
    return sorted(path for path in tops if "migrations" not in path.parts)


def is_room(path: Path) -> bool:
    """Whether a folder in a room is a room of its own: an app."""
    return path.is_dir() and (path / "apps.py").exists()


def module_name(path: Path) -> str:
    """`portal/work/jobs.py` → `portal.work.jobs`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in files()}


@cache
def tree(module: str) -> ast.Module:
    """The parsed module."""
    return ast.parse(MODULES[module].read_text())


def room_of(module: str) -> str | None:
    """The room a module lies in; `portal` for the roof; None for what is not ours."""
    for room in STEP:
        if module == room or module.startswith(room + "."):
            return room
    return "portal" if module.partition(".")[0] in {"portal", "manage"} else None


def imports(module: str, node: ast.AST | None = None) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported anywhere in a module, `TYPE_CHECKING` and functions included."""
    package = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    for found in ast.walk(node or tree(module)):
        if isinstance(found, ast.Import):
            yield from ((found.lineno, name.name) for name in found.names)
        elif isinstance(found, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - found.level + 1] if found.level else []
            source = ".".join([*above, *([found.module] if found.module else [])])
            for name in found.names:
                whole = f"{source}.{name.name}"
                yield found.lineno, whole if whole in MODULES else source


def ours(module: str) -> Iterator[tuple[int, str]]:
    """The imports of our own modules."""
    return ((line, name) for line, name in imports(module) if room_of(name))


def functions(module: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions of a module, methods included."""
    return (node for node in ast.walk(tree(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_imports_go_down() -> None:
    wrong = []
    for module in MODULES:
        here = room_of(module)
        if here == "portal":
            continue  # the roof is judged below
        for line, name in ours(module):
            there = room_of(name)
            if there != here and (there == "portal" or STEP[str(there)] <= STEP[str(here)]):
                wrong.append(f"{MODULES[module].relative_to(ROOT)}:{line} imports {name}: that is not down")
    assert not wrong, "\n".join(wrong)


def test_roof_names_rooms_by_string_only() -> None:
    wrong = [
        f"{module}:{line} imports {name}"
        for module in MODULES
        if room_of(module) == "portal"
        for line, name in ours(module)
        if room_of(name) != "portal"
    ]
    assert not wrong, "\n".join(wrong)


def test_no_circles() -> None:
    graph = {module: {name for _, name in ours(module) if name in MODULES and name != module} for module in MODULES}
    done: set[str] = set()

    def walk(module: str, path: list[str]) -> None:
        assert module not in path, "circle: " + " → ".join([*path[path.index(module) :], module])
        if module not in done:
            for name in sorted(graph[module]):
                walk(name, [*path, module])
            done.add(module)

    for module in graph:
        walk(module, [])


def test_functions_hide_no_imports_of_ours() -> None:
    wrong = [
        f"{module}:{line} imports {name} inside {function.name}()"
        for module in MODULES
        # The bootstrap reaches for what needs packages only once they are installed; `ready()` is Django's own place.
        if module not in {"manage", "portal.bootstrap", "portal.apps"}
        for function in functions(module)
        if function.name != "ready"
        for line, name in imports(module, function)
        if room_of(name)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_package_is_on_the_staircase() -> None:
    places = [path for path in ROOT.iterdir() if path.is_dir()] + list((ROOT / "portal").iterdir())
    packages = {module_name(path / "__init__.py") for path in places if (path / "__init__.py").exists()}
    inside = [path for top in ("claims", "approvals") for path in (ROOT / top).iterdir() if is_room(path)]
    rooms_inside = {module_name(path / "__init__.py") for path in inside}
    outside = {"portal", "tests", "portal.management", "portal.postgresql"}
    assert packages - outside | rooms_inside == set(STEP)


def test_every_module_of_the_roof_is_named() -> None:
    roof = {".".join(name.split(".")[:2]) for name in MODULES if room_of(name) == "portal"}
    assert roof - {"portal", "manage"} == set(ROOF)


def test_engine_wakes_without_django() -> None:
    engine = [name for name in MODULES if name.startswith("portal.benefits.") and name.split(".")[2] not in NOT_ENGINE]
    code = f"import sys, importlib; [importlib.import_module(n) for n in {engine!r}]; "
    code += "print(sorted({m.split('.')[0] for m in sys.modules} & {'django', 'celery', 'weasyprint'}))"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (answer.stderr, answer.stdout.strip()) == ("", "[]")


def test_portal_package_is_empty() -> None:
    assert (ROOT / "portal" / "__init__.py").read_text() == ""


@pytest.mark.parametrize("room", STEP)
def test_labels_are_explicit(room: str) -> None:
    assert f'label = "{room.rpartition(".")[2]}"' in MODULES[f"{room}.apps"].read_text()


def test_no_room_for_odds_and_ends() -> None:
    assert not [module for module in MODULES if BANNED & set(module.split("."))]


def test_small_rooms() -> None:
    sizes = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in MODULES.values()}
    long_files = {name: lines for name, lines in sizes.items() if lines > LONGEST_FILE}
    assert set(long_files) <= LONG_ON_PURPOSE, long_files
    assert median(lines for lines in sizes.values() if lines) < MEDIAN_FILE


def test_small_functions() -> None:
    lengths = {
        f"{module}.{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for module in MODULES
        for function in functions(module)
    }
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION}
    assert median(lengths.values()) < 12
