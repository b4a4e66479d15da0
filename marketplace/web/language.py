"""The reader's language: Chinese by default, English second, remembered in the session and the account."""

from __future__ import annotations

from flask import Flask, request, session
from flask_babel import Babel, get_locale

from marketplace.settings import ROOT
from marketplace.web.context import actor

CHINESE = "zh_Hans_CN"
ENGLISH = "en"
LANGUAGES = {CHINESE: "中文", ENGLISH: "English"}
HTML_LANGUAGE = {CHINESE: "zh-Hans-CN", ENGLISH: "en"}

# A moment reads alike on every page and in both languages; "11/12/26" is two days to two readers.
DATE_FORMATS = {**Babel.default_date_formats, "datetime.short": "yyyy-MM-dd HH:mm"}


def select_language() -> str:
    """The session's choice, then the account's, then Chinese; `?lang=en` or `?lang=zh` shows one page so."""
    wanted = {"en": ENGLISH, "zh": CHINESE}.get(request.args.get("lang", ""), session.get("language"))
    if wanted in LANGUAGES:
        return str(wanted)
    who = actor()
    return who.language if who is not None and who.language in LANGUAGES else CHINESE


def init_app(app: Flask) -> None:
    """Set up Babel and tell templates which language they speak."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", CHINESE)
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Asia/Shanghai")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(ROOT / "marketplace" / "translations"))
    Babel(app, date_formats=dict(DATE_FORMATS), locale_selector=select_language)

    @app.context_processor
    def language() -> dict[str, object]:
        """`language` ("zh_Hans_CN" or "en"), `html_language` and the `languages` to choose from."""
        name = str(get_locale())
        return {"language": name, "html_language": HTML_LANGUAGE.get(name, name), "languages": LANGUAGES}
