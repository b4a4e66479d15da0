"""A real browser against the real processes: database, engine, worker and web, with the demo list loaded."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from scripts.browser import find_browser
from tests.browser.serving import Served, serve
from tests.doubles import MovableClock

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
MODEL = ROOT / "var" / "models" / "jingqiao-e5-small"
START_S = 240
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .filter(found => ['serious', 'critical'].includes(found.impact))
    .map(found => `${found.id}: ${found.nodes.map(node => node.html).slice(0, 3).join(' | ')}`)"""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
# Evaluated once: the site's pages forbid what waits for a condition by asking again and again.
SETTLE = """async () => {
  const moving = () => document.getAnimations().filter((one) => one instanceof CSSTransition);
  while (moving().length) await Promise.allSettled(moving().map((one) => one.finished));
}"""


def look(page: Page) -> None:
    """Nothing wider than the screen, nothing that shuts anybody out, once all of the page is there.

    A colour on its way from one to the other is nobody's to read: transitions are waited for.
    """
    page.wait_for_load_state()
    page.evaluate(SETTLE)
    assert not page.evaluate(TOO_WIDE), f"{page.url} scrolls sideways"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(RUN_AXE) == [], page.url


@dataclass(frozen=True)
class Site:
    """A running site: its address and what it printed while starting."""

    address: str
    printed: str

    def password(self) -> str:
        """The demo accounts' password, as printed."""
        line = next(line for line in self.printed.splitlines() if "staff@example.com" in line)
        return line.split("│")[3].strip()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for the home page; fail with what was printed when the site stops or takes too long."""
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        assert process.poll() is None, f"the site stopped:\n{log.read_text()[-4000:]}"
        try:
            if httpx.get(address, timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    raise AssertionError(f"the site did not come up:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def site(var_dir: Path) -> Iterator[Site]:
    """The whole site as `make run` starts it, in a folder of its own."""
    folder = var_dir / "site"
    folder.mkdir()
    port = free_port()
    log = folder / "log"
    environment = {
        **os.environ,
        "VAR_DIR": str(folder / "var"),
        "PORT": str(port),
        "JINGQIAO_ENCODER": str(MODEL),
        "JINGQIAO_RATE_LIMITS": "false",
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("DATABASE_URL", None)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(address, process, log)
        yield Site(address, log.read_text())
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=30)


@pytest.fixture
def served(own_url: str, var_dir: Path, clock: MovableClock) -> Iterator[Served]:
    """The web part of the site over an empty database of the test's own, by a clock that the test moves."""
    with serve(own_url, var_dir, clock) as up:
        yield up


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    driver: Playwright
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(find_browser()), args=list(FLAGS))
        yield browser
        browser.close()


@dataclass(frozen=True)
class Person:
    """Someone at a browser of their own: `page` is their tab."""

    page: Page
    site: Site

    def open(self, path: str) -> Page:
        """Go to a path of the site; fail on a server error."""
        answer = self.page.goto(self.site.address + path)
        assert answer is not None and answer.status < 500, f"{path}: {answer and answer.status}"
        return self.page

    def sign_in(self, email: str) -> Person:
        """Sign in by the form."""
        self.open("/sign-in")
        self.page.fill("input[name=email]", email)
        self.page.fill("input[name=password]", self.site.password())
        self.page.click("main button[type=submit]")
        self.page.wait_for_load_state()
        return self

    def faults(self) -> list[str]:
        """The serious accessibility findings, and whether anything is wider than the screen."""
        self.page.wait_for_load_state()
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        findings = [str(finding) for finding in self.page.evaluate(RUN_AXE)]
        return [*findings, *(["scrolls sideways"] if self.page.evaluate(TOO_WIDE) else [])]

    def check(self) -> None:
        """Fail when the page has a fault."""
        faults = self.faults()
        assert not faults, f"{self.page.url}: {faults}"


NewPerson = Callable[..., Person]


@pytest.fixture
def person(chromium: Browser, site: Site) -> Iterator[NewPerson]:
    """Makes people: `person(language="en", width=390)`. A script error on a page fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(language: str = "zh", width: int = 1440) -> Person:
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
        )
        made = Person(page, site)
        if language == "en":
            made.open("/")
            menu = page.locator(".menu-open")
            if menu.is_visible():
                menu.click()
            page.get_by_role("button", name="English").first.click()
            page.wait_for_load_state()
        return made

    yield make
    for context in contexts:
        context.close()
    assert not faults, faults
