"""Small files of every kind that is accepted, and a few that are not."""

from __future__ import annotations

import zipfile
from io import BytesIO

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20) + b"\xff\xd9"
PROGRAM = b"MZ\x90\x00" + bytes(200)
PAGE = b"<html><script>alert(1)</script></html>"


def document(*parts: str) -> bytes:
    """A zip with these parts, as office programs write it."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<x/>")
    return kept.getvalue()


WORD = document("word/document.xml")
SHEET = document("xl/workbook.xml")
SLIDES = document("ppt/presentation.xml")
