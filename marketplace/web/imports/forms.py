"""The form that takes a file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired


class UploadForm(FlaskForm):  # type: ignore[misc]
    """One file; what it is, is told by its content."""

    file = FileField(_l("File to import"), [FileRequired(_l("Choose the file to import."))])
