"""Copy the front-end files that pages use from node_modules into marketplace/static/vendor.

Pages link `vendor/htmx.min.js`, `vendor/fonts/noto-sans-sc.css` (family "Noto Sans SC Variable") and
`vendor/fonts/noto-serif-sc.css` ("Noto Serif SC Variable"). A type face is cut into about a hundred files by
Unicode range, so that a browser fetches only those whose characters a page has.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "marketplace" / "static" / "vendor"
TYPE_FACES = ("noto-sans-sc", "noto-serif-sc")


def copy_type_face(name: str, target: Path) -> int:
    """Copy one face's style sheet, licence and the font files the sheet names; the number of font files.

    Raises FileNotFoundError when the sheet names a file the package does not have.
    """
    package = PACKAGES / "@fontsource-variable" / name
    sheet = (package / "index.css").read_text(encoding="utf-8")
    files = sorted(set(re.findall(r"url\(\./files/([^)]+)\)", sheet)))
    if not files:
        raise ValueError(
            f"{package / 'index.css'} names no font files in ./files: the package's layout changed."
        )
    (target / "files").mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copyfile(package / "files" / file, target / "files" / file)
    (target / f"{name}.css").write_text(sheet, encoding="utf-8")
    shutil.copyfile(package / "LICENSE", target / f"{name}.LICENSE.txt")
    return len(files)


def main() -> None:
    """Build the folder anew beside the old one, then put it in its place."""
    building = VENDOR.with_name("vendor.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    shutil.copyfile(PACKAGES / "htmx.org" / "dist" / "htmx.min.js", building / "htmx.min.js")
    for name in TYPE_FACES:
        print(f"{name}: {copy_type_face(name, building / 'fonts')} font files")
    shutil.rmtree(VENDOR, ignore_errors=True)
    building.rename(VENDOR)


if __name__ == "__main__":
    main()
