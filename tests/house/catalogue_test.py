"""The catalogue's own check finds what it is there to find."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import catalogue

Write = Callable[..., None]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a site of one template and the given fragments, and points the catalogue at it."""
    translations = tmp_path / "translations"
    templates = tmp_path / "templates"
    (translations / "fragments").mkdir(parents=True)
    templates.mkdir()
    monkeypatch.setattr(catalogue, "TRANSLATIONS", translations)
    monkeypatch.setattr(catalogue, "COMPILED", translations / "zh_Hans_CN" / "LC_MESSAGES" / "messages.mo")
    monkeypatch.setattr(catalogue, "SOURCES", ((templates, [("**", "jinja2")]),))

    def write(template: str, **fragments: str) -> None:
        (templates / "page.html").write_text(template, encoding="utf-8")
        for name, text in fragments.items():
            (translations / "fragments" / f"{name}.po").write_text(text, encoding="utf-8")

    return write


def entry(message: str, translation: str) -> str:
    return f'msgid "{message}"\nmsgstr "{translation}"\n\n'


def test_a_complete_catalogue_passes(site: Write, capsys: pytest.CaptureFixture[str]) -> None:
    site(
        "{{ _('Sign in') }} {{ ngettext('%(num)s item', '%(num)s items', 3) }}", one=entry("Sign in", "登录")
    )
    plural = 'msgid "%(num)s item"\nmsgid_plural "%(num)s items"\nmsgstr[0] "%(num)s 条"\n'
    (catalogue.TRANSLATIONS / "fragments" / "two.po").write_text(plural, encoding="utf-8")
    assert catalogue.build() == 0
    assert catalogue.check() == 0
    assert "2 messages, 0 problems" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("template", "fragments", "said"),
    [
        ("{{ _('Sign in') }}", {"a": ""}, 'templates/page.html:1: "Sign in" has no translation'),
        ("{{ _('Sign in') }}", {"a": entry("Sign in", "")}, 'a.po: "Sign in" has no translation'),
        ("", {"a": entry("Sign in", "登录")}, '"Sign in" is translated, but nothing asks for it'),
        (
            "{{ _('Sign in') }}",
            {"a": entry("Sign in", "登录"), "b": entry("Sign in", "签到")},
            'a.po and b.po translate "Sign in" differently',
        ),
        ("{{ _('Sign in') }}", {"a": "#, fuzzy\n" + entry("Sign in", "登录")}, 'a.po: "Sign in" is fuzzy'),
        (
            "{{ _('Page %(number)s', number=1) }}",
            {"a": "#, python-format\n" + entry("Page %(number)s", "第 %(page)s 页")},
            'a.po: "Page %(number)s"',
        ),
    ],
    ids=["missing", "empty", "unused", "disagreement", "fuzzy", "placeholder"],
)
def test_a_problem_is_found(
    site: Write, capsys: pytest.CaptureFixture[str], template: str, fragments: dict[str, str], said: str
) -> None:
    site(template, **fragments)
    catalogue.build()
    capsys.readouterr()
    assert catalogue.check() == 1
    assert said in capsys.readouterr().out


def test_a_stale_compiled_catalogue_is_found(site: Write, capsys: pytest.CaptureFixture[str]) -> None:
    site("{{ _('Sign in') }}", a=entry("Sign in", "登录"))
    catalogue.build()
    site("{{ _('Sign in') }}", a=entry("Sign in", "登入"))
    assert catalogue.check() == 1
    assert "not current" in capsys.readouterr().out
