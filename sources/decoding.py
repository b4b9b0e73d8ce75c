"""Bytes to text, without ever replacing a character.

A wrong guess puts words into an article that its publisher never wrote, so what cannot be told is
refused: the reader saves the file as UTF-8 and tries again. Lone surrogates cannot come out.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from sources.errors import UnreadableError

MAX_CONTROL_SHARE = 0.002
"""Of all characters. One stray control character in a short text is let pass."""

DETECTION_BYTES = 200_000
"""How much of a file the detector sees; its time grows with the text times the encodings."""

# The detector's figures on ten sentences in nine legacy encodings, 2026-11: right answers had a
# mess of 0.0 and a coherence of 0.17 or more; cp1257 beat cp1250 for Polish by 0.11.
MAX_MESS = 0.05
MIN_COHERENCE = 0.1
MIN_MARGIN = 0.15

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins with the mark of UTF-16: first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MAGIC = (
    (b"%PDF-", "is a PDF"),
    (b"PK\x03\x04", "is a ZIP or an Office file"),
    (b"\xd0\xcf\x11\xe0", "is an old Office file"),
    (b"{\\rtf", "is a rich text file"),
    (b"\x1f\x8b", "is a gzip file"),
    (b"\x89PNG", "is an image"),
    (b"\xff\xd8\xff", "is an image"),
    (b"GIF8", "is an image"),
    (b"\x7fELF", "is a program"),
    (b"SQLite format 3\x00", "is a database"),
)

# Labels as the WHATWG Encoding Standard reads them: pages that say Latin-1 mean Windows-1252.
_AS_WEB = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
_WEB_ENCODINGS = frozenset(
    "utf-8 utf-16-le utf-16-be ibm866 cp866 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 "
    "iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u "
    "mac-roman cp874 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 mac-cyrillic "
    "gb18030 big5 big5hkscs euc_jp iso2022_jp cp932 cp949".split()
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{2,40})"""
    rb"""|<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4_096

# Letters that Western European languages have and that no other Windows encoding of a European
# language does without (Czech needs ř = ø, Hungarian ő = õ, Polish ł = ³, Latvian š = ð).
_WESTERN_LETTERS = "àâäáåçèéêëíîïñòóôöúùûüÿœßÀÂÄÁÅÇÈÉÊËÍÎÏÑÒÓÔÖÚÙÛÜŸŒ"
_WESTERN_MARKS = "‘’“”‚„…–—•€£§©®™°«»·¡¿\xa0\xad"
_MARK_IN_WORD = re.compile(r"[A-Za-z][‘“”‚„…•€£§©®™°«»·¡¿][a-z]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def decode(data: bytes, *, charset: str | None = None) -> str:
    """Decode `data`: by byte order mark, as UTF-8, as declared, as detected; in that order.

    Args:
        data: A whole file. A byte order mark is dropped; nothing else changes, line ends included.
        charset: What the transport declared; it comes before what the text declares of itself.

    Raises:
        UnreadableError: If this isn't text, or its encoding cannot be told.
    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise UnreadableError(what, "Save it as text, Markdown or HTML")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = _try(data[len(mark) :], encoding)
            return _checked(text) if text is not None else _refuse_broken(encoding)
    if b"\x00" in data:
        raise _binary()
    declared = [name for name in (_known(charset), _known(_declared_in(data))) if name]
    # ISO-2022-JP is made of ASCII bytes, so it would pass as UTF-8.
    order = declared if "iso2022_jp" in declared and b"\x1b$" in data else ["utf-8", *declared]
    for encoding in order:
        text = _try(data, encoding)
        if text is not None:
            return _checked(text)
    return _checked(_detected(data))


def check_text(text: str) -> None:
    """Refuse what no article contains, whichever way it came: binary data, half characters.

    Raises:
        UnreadableError: If `text` has NUL, lone surrogates, or more than a few control codes.
    """
    if "\x00" in text:
        raise _binary()
    n_control = sum(1 for _ in _CONTROL.finditer(text))
    if n_control > max(1, MAX_CONTROL_SHARE * len(text)):
        raise _binary()
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as exc:
        raise UnreadableError(
            "holds half a character (a lone surrogate)", "Save it again as UTF-8"
        ) from exc


def _checked(text: str) -> str:
    check_text(text)
    return text


def _binary() -> UnreadableError:
    return UnreadableError("looks like binary, not text", "Save it as text, Markdown or HTML")


def _refuse_broken(encoding: str) -> str:
    raise UnreadableError(
        f"is marked as {encoding.upper()} and has bytes that are not", "Save it again as UTF-8"
    )


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _declared_in(data: bytes) -> str | None:
    match = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    return (match[1] or match[2]).decode("ascii") if match else None


def _known(label: str | None) -> str | None:
    """Return Python's name of a web encoding; None for one that doesn't exist or isn't text."""
    try:
        name = codecs.lookup(label or "").name
    except (LookupError, ValueError):
        return None
    name = _AS_WEB.get(name, name)
    return name if name in _WEB_ENCODINGS else None


def _detected(data: bytes) -> str:
    western = _try(data, "cp1252")
    if western is not None and _is_plainly_western(western):
        return western
    matches = [
        match
        for match in from_bytes(data[:DETECTION_BYTES])
        if match.chaos <= MAX_MESS and match.coherence >= MIN_COHERENCE
    ]
    matches.sort(key=lambda match: -match.coherence)
    if matches:
        best = matches[0]
        rivals = [
            match
            for match in matches[1:]
            if match.coherence > best.coherence - MIN_MARGIN and str(match) != str(best)
        ]
        text = _try(data, best.encoding)
        if text is not None and not rivals:
            return text
    raise UnreadableError("its encoding cannot be told", "Save it as UTF-8")


def _is_plainly_western(text: str) -> bool:
    """Say whether a text read as Windows-1252 makes sense as such, and as nothing else."""
    high = [char for char in text if char > "\x7f"]
    letters = [char for char in high if char in _WESTERN_LETTERS]
    marks = [char for char in high if char in _WESTERN_MARKS]
    n_ascii_letters = sum(1 for char in text if char < "\x80" and char.isalpha())
    return (
        len(letters) + len(marks) == len(high)
        and len(letters) <= 0.2 * n_ascii_letters
        and not _MARK_IN_WORD.search(text)
    )
