"""Makes documents for the matching tests, naming only what a test is about."""

from __future__ import annotations

from hypothesis import strategies as st

from matching.documents import Document


def demand(key: str = "X1", title: str = "压铸壳体外观检测", **values: object) -> Document:
    return Document(id=key, kind="demand", title=title, **values)  # type: ignore[arg-type]


def supply(key: str = "G1", title: str = "工业外观检测系统", **values: object) -> Document:
    return Document(id=key, kind="supply", title=title, **values)  # type: ignore[arg-type]


# Whatever a person or a broken export may put into a field, lone surrogates included.
any_text = st.text(st.characters(), max_size=60) | st.sampled_from(
    [
        "",
        " ",
        "\u3000",
        "刀",
        "AI",
        "👩\u200d👩\u200d👧🚀",
        "ＡＩ质检１２３",
        "\ud800",
        "a\x00b",
        "检测" * 200,
        "مرحبا мир",
    ]
)

any_document = st.builds(
    Document,
    id=st.text("ABC123", min_size=1, max_size=3),
    kind=st.sampled_from(["demand", "supply"]),
    title=any_text,
    summary=any_text,
    description=any_text,
    industry=any_text,
    technologies=st.lists(any_text, max_size=3).map(tuple),
    cases=any_text,
    organization=any_text,
)
