"""Which column of a table is what of an article: by the names that exports use, or as told.

What a person told goes first; the fields he didn't name are recognised, in English and in the
languages below. A column is never two fields.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from sources.errors import SourcesError, UnreadableError

MAX_COLUMNS: Final = 500
_MAX_SHOWN = 20  # names of columns in a message
_MAX_NAME = 200  # characters of a name that somebody gives

Columns = Mapping[str, str]
"""A field of `sources.readers.fields`, or "text", and the name of its column in the table."""

DAY_FIRST: Final = "dd/mm/yyyy"
"""Ends the name of a date column whose dates with slashes begin with the day."""

# The first name that is there counts. After English: German, French, Spanish, Italian, Dutch,
# Portuguese, Danish/Norwegian/Swedish, Polish; without accents. "Data", which is a date in Italian,
# Portuguese and Polish, is no name here: in English it is anything.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("text", "body", "content", "article", "article text", "article body", "full text",
             "fulltext", "body text", "content text", "maintext", "main text", "story",
             "article content", "post content", "plain text", "cleaned text",
             "artikeltext", "volltext", "fliesstext", "haupttext", "inhalt", "beitrag",
             "texte", "corps", "corps du texte", "contenu", "texte integral",
             "texto", "cuerpo", "contenido", "testo", "corpo", "contenuto",
             "tekst", "artikeltekst", "inhoud", "conteudo",
             "brødtekst", "brodtext", "indhold", "innhold", "innehall", "tresc"),
    "title": ("title", "headline", "heading", "article title", "post title", "name",
              "titel", "uberschrift", "schlagzeile", "titre", "titulo", "titular", "titolo",
              "kop", "overskrift", "rubrik", "tittel", "tytuł"),
    "authors": ("authors", "author", "byline", "by", "writer", "creator", "author name",
                "autor", "autoren", "autorin", "verfasser", "verfasserin", "auteur", "auteurs",
                "autores", "autore", "autori", "schrijver", "forfatter", "forfattare"),
    "publisher": ("publisher", "source", "publication", "outlet", "newspaper", "site", "site name",
                  "source name", "media", "quelle", "medium", "zeitung", "herausgeber",
                  "publikation", "editeur", "fuente", "medio", "fonte", "testata", "bron",
                  "uitgever", "kilde", "kalla", "zrodło"),
    "published": ("published", "published at", "publish date", "published date",
                  "publication date", "date published", "date", "pub date", "pubdate", "post date",
                  "created", "created at", "publishedat",
                  "veroffentlicht", "veroffentlicht am", "veroffentlichungsdatum",
                  "erscheinungsdatum", "publiziert", "datum", "date de publication",
                  "date publication", "publie le", "fecha de publicacion", "publicado", "fecha",
                  "data di pubblicazione", "pubblicato", "publicatiedatum",
                  "data de publicacao", "publiceret", "publisert", "publicerad", "dato",
                  "data publikacji"),
    "updated": ("updated", "updated at", "last updated", "date modified", "modified", "updatedat",
                "aktualisiert", "aktualisiert am", "geandert", "zuletzt geandert", "anderungsdatum",
                "mis a jour", "date de mise a jour", "modifie le", "actualizado", "modificado",
                "aggiornato", "modificato", "gewijzigd", "bijgewerkt", "atualizado",
                "opdateret", "oppdatert", "uppdaterad"),
    "url": ("url", "link", "article url", "source url", "permalink", "web url", "address",
            "webadresse", "internetadresse", "lien", "permalien", "adresse web", "enlace",
            "collegamento", "lenke", "lank"),
    "language": ("language", "lang", "sprache", "langue", "idioma", "lingua", "taal", "sprog",
                 "sprak", "språk", "jezyk"),
    "id": ("id", "article id", "guid", "uuid", "post id", "articleid", "artikel id",
           "artikelnummer", "kennung", "identifiant", "identificador"),
    "retracted": ("retracted",),
    "retraction_reason": ("retraction reason",),
}  # fmt: skip

_OTHER_NAMES: Final = {"author": "authors", "body": "text", "content": "text", "date": "published",
                       "source": "publisher", "link": "url", "lang": "language"}  # fmt: skip
"""Fields that are also called so, as in JSON Lines."""


class ColumnsError(SourcesError):
    """Raised when what somebody tells of the columns can't be meant."""


def parse_columns(told: str) -> Columns:
    """Read "title=Headline,text=Body"; a name with a comma goes in quotes: `"text=Body, long"`.

    Raises:
        ColumnsError: A part is no FIELD=NAME, the field is unknown, or a field or column is there
            twice.
    """
    chosen: dict[str, str] = {}
    for part in next(csv.reader([told], skipinitialspace=True), []):
        given, equals, name = part.partition("=")
        field = given.strip().casefold().replace("-", "_")
        field, name = _OTHER_NAMES.get(field, field), name.strip()
        if not equals or not name or len(name) > _MAX_NAME:
            raise ColumnsError(
                f"{part.strip()[:40]!r} does not say which column is what",
                "Write FIELD=NAME, several with commas: text=Body,title=Headline",
            )
        if field not in _NAMES:
            raise ColumnsError(
                f"{given.strip()[:40]!r} is no field of an article",
                f"Known are {', '.join(_NAMES)}",
            )
        if field in chosen:
            raise ColumnsError(f"the field {field!r} is given twice", "Give each field one column")
        twin = next((other for other, same in chosen.items() if same == name), None)
        if twin is not None:
            raise ColumnsError(
                f"the column {name[:40]!r} is given for {twin!r} and for {field!r}",
                "Give each column one field",
            )
        chosen[field] = name
    if not chosen:
        raise ColumnsError("no column is named", "Write FIELD=NAME, as in text=Body")
    return chosen


def find_columns(header: Sequence[str], chosen: Columns) -> dict[str, int]:
    """Return the place of each field's column.

    Raises:
        UnreadableError: A column that was told isn't there or is there twice, none holds the text
            of an article, or there are too many columns.
    """
    if len(header) > MAX_COLUMNS:
        raise UnreadableError(f"has more than {MAX_COLUMNS} columns", "Export fewer")
    places = {field: _place(name, header) for field, name in chosen.items()}
    if len(set(places.values())) < len(places):
        raise UnreadableError(
            "has one column for two of the fields that were named", "Give each column one field"
        )
    found = known_columns(header, chosen)
    if "text" not in found:
        raise UnreadableError(
            f"has no column for the text of an article, only {_shown(header)}",
            "Name one text, body or content, in the first row, or give --columns text=NAME",
        )
    return found


def known_columns(header: Sequence[str], chosen: Columns) -> dict[str, int]:
    """Return the places of the columns that can be told, those that aren't there left out."""
    told = {field: _matching(name, header)[:1] for field, name in chosen.items()}
    found = {field: places[0] for field, places in told.items() if places}
    taken = set(found.values())
    by_name: dict[str, int] = {}
    for place, name in enumerate(header):
        if place not in taken:
            by_name.setdefault(_plain(name).removesuffix(DAY_FIRST).strip(), place)
    for field, names in _NAMES.items():
        if field not in chosen:
            there = [by_name[name] for name in names if name in by_name]
            if there:
                found[field] = there[0]
    return found


def renamed(header: Sequence[str], found: Mapping[str, int]) -> list[str]:
    """Return a header by which the same columns are found again without being told."""
    names = {place: field for field, place in found.items()}
    return [names.get(place, "") for place in range(len(header))]


def is_day_first(name: str) -> bool:
    """Say whether the name of a date column tells that its dates begin with the day."""
    return _plain(name).endswith(DAY_FIRST)


def _place(name: str, header: Sequence[str]) -> int:
    places = _matching(name, header)
    if not places:
        raise UnreadableError(
            f"has no column {name[:40]!r}, only {_shown(header)}", "Name one of these"
        )
    if len(places) > 1:
        raise UnreadableError(
            f"has {len(places)} columns {name[:40]!r}", "Give them names of their own"
        )
    return places[0]


def _matching(name: str, header: Sequence[str]) -> list[int]:
    """Return where a name stands: as written, else in other capitals, accents or spaces."""
    exact = [place for place, there in enumerate(header) if there.strip() == name]
    return exact or [place for place, there in enumerate(header) if _plain(there) == _plain(name)]


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name[:_MAX_NAME].casefold())
    bare = "".join(" " if c in "_-.:" else c for c in bare if not unicodedata.combining(c))
    return " ".join(bare.split())


def _shown(header: Sequence[str]) -> str:
    named = [repr(name.strip()[:30]) for name in header if name.strip()]
    more = f" and {len(named) - _MAX_SHOWN} more" if len(named) > _MAX_SHOWN else ""
    return ", ".join(named[:_MAX_SHOWN]) + more if named else "blank ones"
