from __future__ import annotations

import codecs
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.decoding import check_text, decode
from sources.errors import UnreadableError

ENGLISH = "The mayor’s office said “we won’t pay” — and that’s final. Café Zoë was fined £300… "
GERMAN = (
    "Der Bürgermeister sagte, man werde nicht zahlen. „Das ist endgültig“, in der Großen Straße. "
)
RUSSIAN = "Мэр города заявил, что не будет платить штраф. Суд рассмотрит дело в следующем месяце. "
JAPANESE = "日本政府は二十五日、個人の資産を凍結すると発表した。首相は記者会見で述べた。"
POLISH = "Burmistrz powiedział, że „nie zapłacimy” i że spór trwa już od trzech lat. "


@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, JAPANESE, "", "plain", "a\r\nb\rc\u2028d"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_unicode_comes_back_without_its_mark(text: str, mark: bytes, encoding: str) -> None:
    assert decode(mark + text.encode(encoding)) == text


@pytest.mark.parametrize(
    "text",
    ["It’s", ENGLISH, ENGLISH * 20, GERMAN, "“C’est la fin de l’été”, a dit le maire à la presse."],
)
def test_western_windows_text_keeps_its_quotation_marks(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN * 8, "cp1251"), (JAPANESE, "cp932")])
def test_encoding_that_is_plain_to_see_is_detected(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding", "declaration"),
    [
        (POLISH, "cp1250", '<meta charset="windows-1250">'),
        (
            JAPANESE,
            "cp932",
            '<META http-equiv="Content-Type" content="text/html; charset=Shift_JIS">',
        ),
        (RUSSIAN, "koi8_r", "<?xml version='1.0' encoding='KOI8-R'?>"),
        (ENGLISH, "cp1252", "<meta charset=latin1>"),
        (JAPANESE, "iso2022_jp", "<meta charset=iso-2022-jp>"),
    ],
)
def test_declared_encoding_is_taken(text: str, encoding: str, declaration: str) -> None:
    page = declaration + text
    assert decode(page.encode(encoding)) == page
    assert (
        decode(
            text.encode(encoding), charset=declaration.rsplit("=", maxsplit=1)[-1].strip("'\"?>")
        )
        == text
    )


def test_utf8_counts_before_a_wrong_declaration() -> None:
    page = "<meta charset=windows-1250>" + POLISH
    assert decode(page.encode()) == page


@pytest.mark.parametrize(
    "charset", ["utf-7", "unicode_escape", "rot13", "hex", "idna", "none", "\0"]
)
def test_codec_that_is_no_web_encoding_is_not_used(charset: str) -> None:
    assert decode(ENGLISH.encode("cp1252"), charset=charset) == ENGLISH


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (POLISH.encode("cp1250"), "encoding cannot be told"),
        (ENGLISH.encode("mac_roman"), "encoding cannot be told"),
        (b"%PDF-1.7\n1 0 obj", "is a PDF"),
        (b"PK\x03\x04 rest", "ZIP"),
        (b"text with\x00 a nought", "binary"),
        (b"\x1b[31mred\x1b[0m " * 20, "binary"),
        (codecs.BOM_UTF16_LE + b"a\x00\x00\xd8", "UTF-16"),
        (bytes(range(1, 256)), "encoding cannot be told"),
    ],
)
def test_what_is_not_plainly_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        decode(data)


@pytest.mark.parametrize("text", ["half \ud800 a character", "\udcff", "nul \0"])
def test_half_characters_and_noughts_are_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        check_text(text)


def test_one_stray_control_character_is_let_pass() -> None:
    assert decode(b"a bell \x07 rang") == "a bell \x07 rang"


@given(st.binary(max_size=300))
def test_bytes_become_text_that_says_the_same_or_are_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except UnreadableError:
        return
    text.encode("utf-8")
    assert "\x00" not in text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_utf8_is_never_changed(text: str) -> None:
    marked = text.removeprefix("\ufeff")
    if not marked.startswith("\ufeff"):
        assert decode(text.encode()) in (text, marked)


def test_noise_is_refused() -> None:
    for _ in range(5):
        with pytest.raises(UnreadableError):
            decode(os.urandom(5_000))
