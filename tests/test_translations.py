"""The complete languages: every string of ours has its translation, with the same placeholders, and so has the plan."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest
import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import to_language

from portal.benefits.plan_words import WORDS, load_words
from portal.benefits.plans import load_plan, plan_codes
from portal.entitlements.search import search
from tests.claims.conftest import drafted, figures, line, sent, still_bell  # noqa: F401 — fixtures

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("portal", "claims", "approvals", "providers")
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}


class Forms(NamedTuple):
    """How many plural forms a language has, and how many of the first may say the number in words."""

    all: int
    wordy: int


# The languages in which nothing of ours is left in English. None, one and two are words in Arabic.
COMPLETE = {"ar": Forms(6, 3), "fr": Forms(2, 1), "es": Forms(2, 1), "zh_Hans": Forms(1, 0), "ru": Forms(4, 0)}


def catalogue_of(language: str, root: Path = ROOT) -> Catalog:
    """A catalogue as it stands in the sources, or below another root."""
    with (root / f"locale/{language}/LC_MESSAGES/django.po").open("rb") as words:
        return read_po(words, locale=language, abort_invalid=True)


@pytest.fixture(scope="module", params=COMPLETE)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    """Each complete catalogue."""
    return catalogue_of(request.param)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Every entry but the header."""
    return (message for message in catalogue if message.id)


def translations(message: Message) -> tuple[str, ...]:
    """One text, or one for each plural form."""
    return message.string if isinstance(message.string, (tuple, list)) else (message.string,)


def named(text: str) -> list[str]:
    """`%(name)s` and `{name}` of a text, and a lone `%%`."""
    braces = [field for _text, field, _spec, _how in Formatter().parse(text) if field] if "{" in text else []
    return sorted(re.findall(r"%\(\w+\)[a-z]|%%", text)) + sorted(braces)


def test_nothing_is_untranslated_or_doubtful(catalogue: Catalog) -> None:
    assert [message.id for message in messages(catalogue) if not all(translations(message))] == []
    assert [message.id for message in messages(catalogue) if message.fuzzy] == []
    assert not catalogue.obsolete


def test_plurals_are_those_of_the_language(catalogue: Catalog) -> None:
    forms = COMPLETE[str(catalogue.locale)].all
    assert catalogue.num_plurals == forms
    short = [message.id for message in messages(catalogue) if message.pluralizable and len(message.string) != forms]
    assert short == []


def test_babel_finds_no_fault(catalogue: Catalog) -> None:
    formats = (message for message in messages(catalogue) if "no-python-format" not in message.flags)
    assert [(message.id, faults) for message in formats if (faults := message.check(catalogue))] == []


def test_placeholders_are_kept(catalogue: Catalog) -> None:
    wrong, wordy = [], COMPLETE[str(catalogue.locale)].wordy
    for message in messages(catalogue):
        if not message.pluralizable:
            wrong += [message.id] if named(message.id) != named(message.string) else []
            continue
        wanted = set(named(message.id[1]))
        for form, text in enumerate(translations(message)):
            has = set(named(text))
            wrong += [(message.id[1], form)] if not has <= wanted or (form >= wordy and has != wanted) else []
    assert wrong == []


def test_html_is_kept(catalogue: Catalog) -> None:
    tags = re.compile(r"</?[a-z][^>]*>")
    single = [message for message in messages(catalogue) if not message.pluralizable]
    assert [one.id for one in single if sorted(tags.findall(one.id)) != sorted(tags.findall(one.string))] == []


def test_isolates_are_closed(catalogue: Catalog) -> None:
    texts = [text for message in messages(catalogue) for text in translations(message)]
    assert [text for text in texts if len(re.findall("[\u2066-\u2068]", text)) != text.count("\u2069")] == []


def test_french_is_set_as_french() -> None:
    """A narrow space that does not break before ; : ? ! and inside « », and the apostrophe of print."""
    loose = re.compile(r"(?<![\u202f\d])[;?!»]|[^\u202f\d]:(?!\w)|«(?!\u202f)|'")
    texts = [text for message in messages(catalogue_of("fr")) for text in translations(message)]
    assert [text for text in texts if loose.search(re.sub(r"<[^>]*>", "", text))] == []


def test_spanish_opens_what_it_closes() -> None:
    texts = [text for message in messages(catalogue_of("es")) for text in translations(message)]
    assert [
        text for text in texts if any(text.count(first) != text.count(last) for first, last in ("¿?", "¡!", "«»"))
    ] == []


def test_russian_is_set_as_russian() -> None:
    """The quotation marks of print, and «вы» in small letters within a sentence."""
    loose = re.compile(r"[\"“”„ёЁ]|'|[а-я,] (?:Вы|Вам|Вас|Ваш|Ваша|Ваше|Ваши)(?![а-я])")
    texts = [text for message in messages(catalogue_of("ru")) for text in translations(message)]
    assert [text for text in texts if loose.search(re.sub(r"<[^>]*>", "", text))] == []


def test_chinese_is_set_as_chinese() -> None:
    """Full-width stops between Chinese characters, and the quotation marks of print."""
    loose = re.compile(r"[\u4e00-\u9fff][,;:!?()'\"]|[,;:!?(][\u4e00-\u9fff]")
    texts = [text for message in messages(catalogue_of("zh_Hans")) for text in translations(message)]
    assert [text for text in texts if loose.search(re.sub(r"<[^>]*>", "", text))] == []


def called(tree: ast.Module) -> Iterator[tuple[str | None, str]]:
    """Context and text of every call of gettext with a plain string."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in CALLS:
            texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if texts:
                yield (texts[0], texts[1]) if "pgettext" in name else (None, texts[0])


def test_the_catalogues_know_every_call() -> None:
    """Strings inside f-strings too, which xgettext overlooks: take them out of the f-string."""
    catalogues = {language: catalogue_of(language) for language in COMPLETE}
    unknown = [
        f"{path.relative_to(ROOT)}: {text} ({language})"
        for folder in SOURCES
        for path in sorted((ROOT / folder).rglob("*.py"))
        for context, text in called(ast.parse(path.read_text(encoding="utf-8")))
        for language, catalogue in catalogues.items()
        if catalogue.get(text, context) is None
    ]
    assert unknown == []


def test_makemessages_would_change_nothing(tmp_path: Path) -> None:
    """In a copy, for makemessages writes beside the sources."""
    if not shutil.which("xgettext") or not shutil.which("msgmerge"):
        pytest.skip("xgettext is missing: install the package gettext")
    for folder in (*SOURCES, "templates", "locale"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    languages = [part for language in COMPLETE for part in ("-l", language)]
    command = [sys.executable, "-m", "django", "makemessages", *languages, "--no-obsolete", "--add-location", "file"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env={"PATH": "/usr/bin:/bin"})
    for language in COMPLETE:
        fresh, kept = catalogue_of(language, tmp_path), catalogue_of(language)
        now, then = ({(message.context, message.id) for message in messages(each)} for each in (fresh, kept))
        assert now - then == set(), f"{language}, new strings: run makemessages, translate them (docs/translating.md)"
        assert then - now == set(), f"{language}, strings that no page says any more: run makemessages"


# --- the plan's words ---


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("code", plan_codes())
def test_the_plan_has_all_its_words(code: str, language: str) -> None:
    """As the file has them: what it leaves out would be read in English."""
    folder = WORDS / to_language(language)
    file, plan = yaml.safe_load((folder / f"{code}.yaml").read_text(encoding="utf-8")), load_plan(code)
    assert file["title"]
    assert file["version"]
    assert set(file["sections"]) == set(plan.sections)
    assert set(file["exclusions"]) == set(plan.exclusions)
    assert set(file["allowances"]) == set(plan.allowances)
    assert {key for key, words in file["situations"].items() if words["title"] and words["words"]} == {*plan.situations}
    assert {key for key, words in file["benefits"].items() if words["label"] and words["words"]} == {*plan.rows}
    for key, row in plan.rows.items():
        asked = {"send": row.send, "conditions": row.versions[-1].conditions}
        assert {name for name in asked if name in file["benefits"][key]} == {name for name in asked if asked[name]}, key
    noted = {(station, area.country) for station, areas in plan.areas.items() for area in areas.values() if area.note}
    assert {(station, country) for station, notes in file["areas"].items() for country in notes} == noted


@pytest.mark.parametrize("code", plan_codes())
def test_the_plan_speaks_arabic(code: str) -> None:
    words, plan = load_words(code, "ar"), load_plan(code)
    texts = [*words.sections.values(), *words.allowances.values(), *words.exclusions.values()]
    texts += [situation.title for situation in words.situations.values()]
    for benefit in words.benefits.values():
        texts += [benefit.label, *benefit.send, *benefit.conditions, *benefit.words]
    assert len(words.benefits) == len(plan.rows)
    assert [text for text in texts if not re.search("[\u0621-\u064a]", text)] == []
    assert [one for one in words.benefits if not words.benefits[one].words] == []


@pytest.mark.parametrize(
    ("language", "query", "benefit"),
    [
        ("ar", "النظارات", "lenses"),
        ("ar", "الادوية", "rx_general"),
        ("ar", "للأسنان", "dental_ordinary"),
        ("ar", "مستشفي", "hosp_emergency"),
        ("ar", "العلاج الطبيعي", "physiotherapy"),
        ("ar", "نظاره", "frames"),
        ("fr", "mes lunettes", "lenses"),
        ("fr", "de l'ophtalmologue", "eye_test"),
        ("fr", "l’hopital", "hosp_emergency"),
        ("fr", "kiné", "physiotherapy"),
        ("fr", "coeur", "checkup_ecg"),
        ("fr", "prise de sang", "lab_outpatient"),
        ("es", "unas gafas", "lenses"),
        ("es", "anteojos", "frames"),
        ("es", "analisis de sangre", "lab_outpatient"),
        ("es", "médico", "gp_consultation"),
        ("es", "vacuna contra la gripe", "vaccination_flu"),
        ("es", "urgencias", "hosp_emergency"),
        ("zh-hans", "眼镜", "lenses"),
        ("zh-hans", "镜架", "frames"),
        ("zh-hans", "验血", "lab_outpatient"),
        ("zh-hans", "急诊", "hosp_emergency"),
        ("zh-hans", "补牙", "dental_ordinary"),
        ("ru", "мои очки", "lenses"),
        ("ru", "зубной врач", "dental_ordinary"),
        ("ru", "анализ крови", "lab_outpatient"),
        ("ru", "скорая", "hosp_emergency"),
        ("ru", "прививка от гриппа", "vaccination_flu"),
        ("ru", "болит спина", "physiotherapy"),
    ],
)
def test_words_find_as_people_write_them(language: str, query: str, benefit: str) -> None:
    with translation.override(language):
        found = search(query, "un-mip-2018-07")
    assert benefit in found.benefits
    assert not found.read_as


# --- Django's own words, in every language ---


@pytest.mark.parametrize("language", ["fr", "es", "ru", "zh-hans", "ar"])
def test_djangos_own_messages_are_translated(language: str) -> None:
    said = []
    for spoken in ("en", language):
        with translation.override(spoken), pytest.raises(ValidationError) as refused:
            validate_email("nobody")
        with translation.override(spoken):
            said.append(str(refused.value.messages[0]))
    assert said[0] != said[1]
