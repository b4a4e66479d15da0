"""A condition on a column for any number of values."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Text, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute


def among(column: InstrumentedAttribute[Any], values: Collection[str]) -> Any:
    """`column = ANY(values)`: one parameter, whether there are ten values or fifty thousand."""
    return column == any_(bindparam(None, list(values), type_=ARRAY(Text)))
