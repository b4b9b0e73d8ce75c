"""PDF files made line by line, so that a test says what stands where on which page."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 595, 842


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of text at a place, in points from the bottom left corner."""

    text: str
    x: float = 72
    y: float = 700
    size: float = 11
    is_bold: bool = False


def column(
    lines: Sequence[str], *, x: float = 72, top: float = 740, size: float = 11, pitch: float = 14
) -> list[Printed]:
    """Set lines below each other; an empty one leaves half a line of room."""
    printed, y = [], top
    for line in lines:
        if line:
            printed.append(Printed(line, x=x, y=y, size=size))
        y -= pitch if line else pitch / 2
    return printed


def pdf(
    pages: Sequence[Sequence[Printed]],
    *,
    info: Mapping[str, str] | None = None,
    page_tree: str | None = None,
) -> bytes:
    """Write a PDF. Every character is drawn as a two-byte code that a ToUnicode map explains."""
    chars = sorted({char for page in pages for line in page for char in line.text})
    codes = {char: number for number, char in enumerate(chars, start=1)}
    objects: list[bytes] = []

    def add(content: str | bytes) -> int:
        objects.append(content.encode("latin-1") if isinstance(content, str) else content)
        return len(objects)

    def stream(content: bytes) -> bytes:
        return b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream"

    catalog, tree = add(b""), add(b"")
    fonts = [_font(add, stream, codes, name) for name in ("Helvetica", "Helvetica-Bold")]
    kids = []
    for page in pages:
        drawn = "".join(
            f"BT /F{int(line.is_bold)} {line.size} Tf {line.x} {line.y} Td "
            f"<{''.join(f'{codes[char]:04x}' for char in line.text)}> Tj ET\n"
            for line in page
        )
        content = add(stream(drawn.encode("ascii")))
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
                f"/Contents {content} 0 R "
                f"/Resources << /Font << /F0 {fonts[0]} 0 R /F1 {fonts[1]} 0 R >> >> >>"
            )
        )
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[catalog - 1] = f"<< /Type /Catalog /Pages {tree} 0 R >>".encode()
    made = page_tree or f"<< /Type /Pages /Count {len(kids)} /Kids [{listed}] >>"
    objects[tree - 1] = made.encode()
    told = add(
        "<< "
        + " ".join(
            f"/{name} <feff{value.encode('utf-16-be').hex()}>"
            for name, value in (info or {}).items()
        )
        + " >>"
    )
    return _file(objects, f"/Root {catalog} 0 R /Info {told} 0 R")


def pdf_drawing(piece: bytes, n_times: int) -> bytes:
    """Write a small PDF whose only page unpacks to `n_times` a piece of drawing."""
    packer = zlib.compressobj(9)
    at_once = 10_000
    drawn = b"".join(packer.compress(piece * at_once) for _ in range(n_times // at_once))
    drawn += packer.flush()
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F0 5 0 R >> >> >>",
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(drawn)
            + drawn
            + b"\nendstream",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ],
        "/Root 1 0 R",
    )


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\n".encode()
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _font(add, stream, codes: Mapping[str, int], name: str) -> int:  # type: ignore[no-untyped-def]
    rows = "\n".join(
        f"<{code:04x}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    )
    explained = add(stream(cmap.encode("ascii")))
    told = add(
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 32 /FontBBox [0 -200 1000 900] "
        "/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
    )
    cid = add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /FontDescriptor {told} 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 >>"
    )
    return int(
        add(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
            f"/DescendantFonts [{cid} 0 R] /ToUnicode {explained} 0 R >>"
        )
    )
