"""The texts of the page: complete in each language, all of them used, none left in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from bot.errors import SettingsError
from bot.page.texts import LANGUAGES, Texts, texts_of

ROOT = Path(__file__).parents[3]
MODULES = sorted((ROOT / "bot/page").rglob("*.py"))
# The tab of the evaluation lies in its own room.
USERS = [*MODULES, *sorted((ROOT / "eval").rglob("*.py"))]
EN, DE = texts_of("en"), texts_of("de")
SECTIONS = sorted({name.split(".")[0] for name in EN.by_name})
NAME = re.compile(rf"({'|'.join(SECTIONS)})(\.[a-z][a-z0-9_]*)+")


def fields(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_names_of_the_first(language: str) -> None:
    assert set(texts_of(language).by_name) == set(EN.by_name)


def test_texts_fill_in_the_same_names() -> None:
    both = [(name, fields(EN.by_name[name]), fields(DE.by_name[name])) for name in EN.by_name]
    assert [name for name, english, german in both if english != german or "" in english] == []


def test_texts_are_written_in_full_and_hold_no_html() -> None:
    every = [(name, text) for t in (EN, DE) for name, text in t.by_name.items()]
    assert [name for name, text in every if not text.strip()] == []
    assert [name for name, text in every if re.search(r"<[a-z/]|&[a-z]+;", text)] == []


def test_quotes_are_those_of_the_language() -> None:
    assert [name for name, text in EN.by_name.items() if re.search('["„]', text)] == []
    wrong = [n for n, text in DE.by_name.items() if re.search('["”]', re.sub("„[^“]*“", "", text))]
    assert wrong == []
    assert [n for n, text in DE.by_name.items() if "“" in re.sub("„[^“]*“", "", text)] == []


def test_number_has_both_forms() -> None:
    ones = {name.removesuffix(".one") for name in EN.by_name if name.endswith(".one")}
    others = {name.removesuffix(".other") for name in EN.by_name if name.endswith(".other")}
    assert ones == others


def test_days_and_numbers_are_written_as_the_language_does() -> None:
    assert EN.day(date(2022, 3, 22)) == "22 March 2022"
    assert DE.day(date(2022, 3, 2)) == "2. März 2022"
    assert (EN.number(12_000), DE.number(12_000), DE.number(7)) == ("12,000", "12.000", "7")
    for t in (EN, DE):
        assert len(t("date.months").split()) == 12


@pytest.mark.parametrize("language", ["fr", "", "EN", "../en", "de\x00"])
def test_language_without_texts_is_an_error(language: str) -> None:
    with pytest.raises(SettingsError, match="does not speak"):
        texts_of(language)


def strings(module: Path) -> Iterator[str]:
    """Yield every string of a module."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def called(module: Path) -> Iterator[str]:
    """Yield what is said as `t("…")`, and `t.n("…")` by its two forms."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        name, first = ast.unparse(node.func), node.args[0]
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
            continue
        if re.fullmatch(r"(self\._?)?t", name):
            yield first.value
        elif re.fullmatch(r"(self\._?)?t\.n", name):
            yield from (f"{first.value}.one", f"{first.value}.other")


def composed(module: Path) -> Iterator[str]:
    """Yield how the names begin that are put together from a table: `t(f"evaluation.{name}")`."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            start = str(node.values[0].value)
            if re.fullmatch(rf"({'|'.join(SECTIONS)})\.([a-z0-9_]+\.)*", start):
                yield start


def named() -> set[str]:
    """Return every text that is named anywhere: said at once, or by way of a table."""
    words = {text for module in USERS for text in strings(module)}
    found = {text for text in words if NAME.fullmatch(text)}
    starts = {start for module in USERS for start in composed(module)}
    known = {re.sub(r"\.(one|other)\Z", "", name) for name in EN.by_name}
    found |= {start + word for start in starts for word in words if start + word in known}
    return found | {f"{name}{form}" for name in found for form in (".one", ".other")}


def test_what_is_said_is_there() -> None:
    known = EN.by_name
    said = {(m.name, name) for m in MODULES for name in called(m) if name not in known}
    tables = {(m.name, text) for m in MODULES for text in strings(m) if NAME.fullmatch(text)}
    assert said == set()
    assert {(m, n) for m, n in tables if n not in known and f"{n}.one" not in known} == set()


def test_every_text_is_said_somewhere() -> None:
    unsaid = sorted(set(EN.by_name) - named() - METHODS)
    assert [name for name in unsaid if not OF_VALUES.fullmatch(name)] == []


# Said by values of other rooms: a verdict, the times of a command.
OF_VALUES = re.compile(r"evaluation\.(word\.\w+|(metric|measures)\.\w+_p\d\d_ms)")
METHODS = {"date.months", "date.day", "common.thousands"}  # said by `Texts` itself

# Where words may stand in the code, and why.
NOT_SHOWN = {
    "guard.py": "refuses requests; what a program is told is English",
    "bodies.py": "as guard.py",
    "server.py": "errors of the command line",
    "readiness.py": "told by /ready, to programs",
    "quiet.py": "names of variables",
}
# Calls whose words are no part of the page: errors are told as the core says them, logs are ours.
_QUIET_CALLS = re.compile(
    r".*Error|.*Exception|.*_log\.\w+|logging\..*|notice_of|re\.compile|re\.\w+|html_block\.on_load|sub|split"
)
_SHOWN_BY = {"label", "placeholder", "info", "title", "aria_label", "value"}
_TAGS = re.compile(
    r"<(style|script)\b.*?</\1>|<!?/?[a-z\x01][^<>]*>|<[^<>]*\Z|\A[^<>]*>|\{\w+\}", re.S | re.I
)
_SAID = re.compile(r'(?:aria-label|placeholder|title|alt|content)="((?!\{)[^"]*[A-Za-z]{2}[^"]*)"')
ALLOWED = {
    "Newsproof": "a name",
    "Markdown": "a name",
    "Word": "a name",
    "newsproof ask": "a command",
    "newsproof ingest": "a command",
    "https://news.example/story": "an example address",
    "request failed: %s": "for the log",
    "running task(s)": "of the log",
    "light dark": "a value of CSS",
    "width=device-width, initial-scale=1": "a value of HTML",
    "2022-03-31": "an example day",
}


def visible(module: Path) -> list[str]:
    """Return what looks like words that a reader sees."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    found: list[str] = []
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):  # docstrings, of values too
            skipped.update(
                id(each.value)
                for each in body
                if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
            )
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            skipped.update(id(each) for each in ast.walk(node))
        if isinstance(node, ast.Call) and _QUIET_CALLS.fullmatch(ast.unparse(node.func)):
            skipped.update(id(each) for each in ast.walk(node))
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.keyword) and node.arg in _SHOWN_BY:
            text = getattr(node.value, "value", None)
            if isinstance(text, str) and re.search("[A-Za-z]{2}", text):
                found.append(text)
        if isinstance(node, ast.JoinedStr):
            skipped.update(id(each) for each in node.values)
            pieces = [e.value if isinstance(e, ast.Constant) else "\x01" for e in node.values]
            found += words_in("".join(str(piece) for piece in pieces))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += words_in(node.value)
    return [text for text in found if text not in ALLOWED]


def words_in(text: str) -> list[str]:
    """Return what of a string a reader would see: the words between tags, or a sentence."""
    if re.search(r"addEventListener|=> \{|\bfunction\b|\Adata:", text):
        return []
    said = [words for words in _SAID.findall(text) if words not in ALLOWED]
    is_html = bool(re.search(r"</?[a-z]|[a-z\"']>", text))
    left = re.sub(r"&#?\w+;", "", _TAGS.sub("\n", text))
    words = r"(?<![-\w.])[A-Za-z]{2,}[,;:]? [a-z]+(?![-\w])|\A[A-Z][a-z]{2,}[….]?\Z"
    enough = r"[A-Za-z]{3,}" if is_html else words
    return said + [line for line in map(str.strip, left.split("\n")) if re.search(enough, line)]


def test_no_words_of_ours_are_left_in_the_code() -> None:
    left = {m.name: visible(m) for m in MODULES if m.name not in NOT_SHOWN}
    assert {name: words for name, words in left.items() if words} == {}


@pytest.mark.parametrize(
    "code",
    [
        'x = "<button>Close</button>"',
        'x = f"<p>{a} articles</p>"',
        'gr.Button("x", label="Ask")',
        'x = "Choose an article to read it here."',
        'x = empty("Check a draft")',
        'x = {1: "Supported"}',
        """x = f'<nav aria-label="Pages of the list">{a}'""",
        'def f():\n    "Doc."\n    return "Nothing was found in it"',
    ],
)
def test_words_in_code_are_found(code: str, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(code, encoding="utf-8")
    assert visible(tmp_path / "m.py")


def test_script_and_style_of_the_page_say_nothing_themselves() -> None:
    script = (ROOT / "bot/page/page.js").read_text(encoding="utf-8")
    script = re.sub(r"/\*.*?\*/|//[^\n]*", "", script, flags=re.S)
    script = re.sub(r"const GRADIOS = \{.*?\};", "", script, flags=re.S)  # what it finds, not says
    said = [text for _, text in re.findall(r"([\"'`])((?:(?!\1).)*)\1", script)]
    assert [text for text in said if re.search(r"\A[A-Z][a-z]+( [a-z]+)*[.…]?\Z", text)
            and text not in KEYS] == []  # fmt: skip
    style = (ROOT / "bot/page/page.css").read_text(encoding="utf-8")
    assert re.findall(r"content:\s*\"[^\"]*[A-Za-z]{2,}[^\"]*\"", style) == []


KEYS = {"Enter", "Escape", "Files", "Tab", "Home", "End"}  # of the keyboard, and of what is dropped


def test_texts_are_values() -> None:
    assert isinstance(EN, Texts)
    assert texts_of("de") is DE
    with pytest.raises(KeyError):
        EN("shell.there_is_none")
