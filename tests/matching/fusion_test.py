"""What the learned weights may and may not do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.errors import TrainedFileError
from matching.fusion import SIGNALS, Fusion, read_fusions, write_fusions
from matching.trained import FUSION, OTHER, TUNED

FUSIONS = read_fusions(FUSION)


@pytest.mark.parametrize("name", [TUNED, OTHER])
@given(amount=st.floats(0, 1e5))
def test_weights_are_positive_and_sum_to_one_for_any_amount_of_text(name: str, amount: float) -> None:
    weights = FUSIONS[name].weights(np.asarray([amount]))
    assert weights.shape == (1, len(SIGNALS))
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1.0)


def test_without_a_memory_nothing_is_expected_of_it() -> None:
    assert (
        FUSIONS[OTHER].bare[SIGNALS.index("memory")] == FUSIONS[OTHER].ample[SIGNALS.index("memory")] == 0.0
    )


@given(units=st.lists(st.floats(-50, 50), min_size=2), shares=st.lists(st.floats(0, 1), min_size=2))
def test_more_agreement_never_lowers_a_value(units: list[float], shares: list[float]) -> None:
    fusion = FUSIONS[TUNED]
    for values in (
        fusion.dense_values(np.sort(np.asarray(units))),
        fusion.lexical_values(np.sort(np.asarray(shares))),
    ):
        assert (np.diff(values) >= -1e-12).all()
        assert values.min() >= 0.0
        assert values.max() <= 1.0


def test_fusions_come_back_as_written_and_a_broken_file_says_how_to_mend_it(tmp_path: Path) -> None:
    fusion = replace(FUSIONS[TUNED], fits_bare=0.25)
    write_fusions({"mine": fusion}, tmp_path / "f.json")
    assert read_fusions(tmp_path / "f.json") == {"mine": fusion}
    (tmp_path / "f.json").write_text('{"mine": {"bare": [1]}}')
    with pytest.raises(TrainedFileError, match="makes it anew"):
        read_fusions(tmp_path / "f.json")


def test_the_score_that_fits_runs_from_bare_to_ample_text() -> None:
    fusion: Fusion = replace(FUSIONS[TUNED], fits_bare=0.2, fits_ample=0.6)
    assert fusion.least_fitting(0) == pytest.approx(0.2)
    assert fusion.least_fitting(fusion.ample_text / 2) == pytest.approx(0.4)
    assert fusion.least_fitting(10 * fusion.ample_text) == pytest.approx(0.6)
