"""DOCX, EPUB, WARC and ZIP files made in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

import docx
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

FETCHED = "2019-03-04T05:06:07Z"


def docx_of(paragraphs: Sequence[str | tuple[str, str]], **properties: str) -> bytes:
    """Make a Word file of paragraphs, each a text or a text and its style."""
    document = docx.Document()
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    for paragraph in paragraphs:
        text, style = paragraph if isinstance(paragraph, tuple) else (paragraph, None)
        document.add_paragraph(text, style=style)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def zip_of(entries: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a ZIP of named files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


def epub_of(
    chapters: Mapping[str, str],
    *,
    metadata: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    extra: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Make an EPUB 3 of chapters, file name to the HTML of its body."""
    told = {
        "identifier": "urn:uuid:1",
        "title": "Courier Weekly",
        "language": "en",
        "publisher": "Courier",
        "date": "2023-02-14",
        **(metadata or {}),
    }
    items = "".join(
        f'<item id="c{n}" href="{escape(name)}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(chapters)
    )
    refs = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    nav = "".join(
        f'<li><a href="{escape(name)}">{escape(label)}</a></li>'
        for name, label in (labels or {}).items()
    )
    return zip_of(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": "<container "
            'xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
            "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            + "".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for name, value in told.items())
            + f'</metadata><manifest><item id="nav" href="nav.xhtml" properties="nav" '
            f'media-type="application/xhtml+xml"/>{items}</manifest><spine>{refs}</spine></package>',
            "OEBPS/nav.xhtml": f"<html><body><nav><ol>{nav}</ol></nav></body></html>",
            **{
                f"OEBPS/{name}": '<?xml version="1.0" encoding="utf-8"?>'
                f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
                for name, body in chapters.items()
            },
            **(extra or {}),
        }
    )


def warc_of(
    pages: Sequence[tuple[str, str | bytes]],
    *,
    gzip: bool = False,
    status: str = "200 OK",
    headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html; charset=utf-8"),),
) -> bytes:
    """Make a WARC of responses: address and body."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=gzip)
    writer.write_record(writer.create_warcinfo_record("made.warc", {"software": "tests"}))
    for address, body in pages:
        data = body.encode() if isinstance(body, str) else body
        record = writer.create_warc_record(
            address,
            "response",
            payload=io.BytesIO(data),
            http_headers=StatusAndHeaders(status, list(headers), protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": FETCHED},
        )
        writer.write_record(record)
    return file.getvalue()
