"""Where a text is cut into sentences, and what a sentence keeps."""

from __future__ import annotations

import pytest

from matching.requirements.sentences import cut_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("多了会提示“成分复杂”。夜里也报。", ["多了会提示“成分复杂”", "夜里也报"]),
        ("“老张拿两包烟”，说一遍就落账。", ["“老张拿两包烟”，说一遍就落账"]),
        ("“成分复杂。”", ["成分复杂"]),
        ("“先停。再查。”之后才开门。", ["先停", "再查", "之后才开门"]),
    ],
)
def test_a_quotation_keeps_both_its_marks_or_neither(text: str, sentences: list[str]) -> None:
    cut = list(cut_sentences(text, "description"))
    assert [sentence.text for sentence in cut] == sentences
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in cut)
