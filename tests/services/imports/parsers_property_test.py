"""The parsers and the readers on anything at all: a value, or a named problem, never a crash."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.services.imports.difference import cut_to_difference
from marketplace.services.imports.fields import FIELDS, Field
from marketplace.services.imports.problems import Problem, UnreadableFile, shown_value
from marketplace.services.imports.rows import check_records
from marketplace.services.imports.sources.detect import read_records
from marketplace.services.imports.values import BadValue, ErrorCell, Formula, parse_budget, parse_deadline
from marketplace.services.imports.wording import MESSAGES, put_into_words
from marketplace.services.organizations.credit_code import ALPHABET, check_character, fault_of
from tests.services.imports.files import comma_separated, json_lines, supply

CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.datetimes(), st.dates(), st.times(),
    st.timedeltas(), st.decimals(), st.builds(Formula, st.text()), st.builds(ErrorCell, st.text()),
    st.lists(st.one_of(st.text(), st.integers(), st.lists(st.text()))),
    st.dictionaries(st.text(), st.integers()),
)  # fmt: skip
TODAY = date(2026, 11, 2)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_a_parser_gives_a_value_or_a_known_problem(field: Field) -> None:
    @given(CELLS)
    @settings(max_examples=150, deadline=None)
    def holds(cell: Any) -> None:
        value, problem = outcome(field, cell)
        if problem is not None:
            assert problem.code in MESSAGES
            assert put_into_words(problem, str).mend
        else:
            assert field.parse(value) == value

    holds()


def outcome(field: Field, cell: Any) -> tuple[Any, Problem | None]:
    """The parsed value, or the problem."""
    try:
        return field.parse(cell), None
    except BadValue as bad:
        return None, Problem(bad.code, "", 1, field.key, value=shown_value(cell), values=bad.values)


def problems_of(content: bytes) -> list[Problem]:
    """All that reading and checking finds."""
    problems: list[Problem] = []
    try:
        check_records(read_records(content, problems, lambda done, total: None), problems, TODAY)
    except UnreadableFile as unreadable:
        problems.append(unreadable.problem)
    return problems


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31)))
def test_a_day_is_read_back_from_every_form(day: date) -> None:
    for text in (
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
    ):
        assert parse_deadline(text) == day


@given(st.decimals(min_value=0, max_value=9_999_999_999, places=2))
def test_an_amount_is_read_back(amount: Any) -> None:
    assert parse_budget(f"{amount:f}") == amount
    assert parse_budget(f"{amount:,f}万元") == amount


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_the_check_character_finds_every_single_mistake(body: str, place: int, wrong: str) -> None:
    code = body + check_character(body)
    assert fault_of(code) is None
    mistaken = code[:place] + wrong + code[place + 1 :]
    assert (fault_of(mistaken) is None) == (mistaken == code)


ANY_TEXT = st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))


@given(st.one_of(st.binary(max_size=400), ANY_TEXT))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert all(put_into_words(problem, str).mend for problem in problems_of(content))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_any_cells_in_a_good_frame_are_checked(data: st.DataObject) -> None:
    text = st.text(st.characters(codec="utf-8"), max_size=40)
    chosen = data.draw(st.lists(st.sampled_from(FIELDS), max_size=4))
    item = supply(1) | {field.key: data.draw(text) for field in chosen}
    for content in (json_lines([item]), comma_separated([item])):
        assert all(put_into_words(problem, str).mend for problem in problems_of(content))


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_difference_can_be_put_together_again(old: str, new: str) -> None:
    cut = cut_to_difference("title", old, new)
    lead, tail = cut["lead"].removeprefix("…"), cut["tail"].removesuffix("…")
    assert (lead + cut["old"] + tail) in old
    assert (lead + cut["new"] + tail) in new
