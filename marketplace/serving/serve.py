"""Starts the whole site in its order, and says where it is and who may sign in."""

from __future__ import annotations

import time

from rich.console import Console
from rich.table import Table

from marketplace.database import database_url, migrate
from marketplace.demo.accounts import find_usable, read_password
from marketplace.jobs.outside import Outside
from marketplace.serving.child import ChildFailed
from marketplace.serving.prepare import prepare
from marketplace.serving.processes import (
    bind_address,
    engine_answers,
    is_port_free,
    web_answers,
    web_command,
)
from marketplace.serving.supervisor import Stopped, Supervisor
from marketplace.settings import Settings

# The pages work without the engine, so nobody has to wait longer for it after a start.
ENGINE_PATIENCE_S = 10.0


def serve(settings: Settings, outside: Outside) -> int:
    """Serve until Ctrl-C or SIGTERM; the exit code of the command."""
    console, started = Console(), time.monotonic()
    if not is_port_free(settings.host, settings.port):
        console.print(
            f"{bind_address(settings.host, settings.port)} is in use by another program. "
            "Stop it, or choose another port: PORT=8123 make run"
        )
        return 1
    url = database_url(settings)
    migrate(url)
    try:
        with Supervisor(console, {"DATABASE_URL": url}) as supervisor:
            prepare(supervisor, outside, settings)
            supervisor.start("web", web_command(settings))
            supervisor.tend_until(web_answers(settings))
            patience = ENGINE_PATIENCE_S - (time.monotonic() - started)
            loaded = supervisor.tend_until(engine_answers(outside.engine), patience)
            introduce(console, settings, outside)
            address = bind_address(settings.host, settings.port)
            console.print(f"The site is at http://{address}  (Ctrl-C stops it)")
            if not loaded:
                console.print(
                    "The embedding model is still loading; until then search finds exact words only."
                )
            supervisor.tend_forever()
    except Stopped:
        console.print("Stopped.")
    except (ChildFailed, RuntimeError) as error:
        console.print(f"[red]The site was stopped:[/red] {error}")
        return 1
    return 0


def introduce(console: Console, settings: Settings, outside: Outside) -> None:
    """Print the demonstration's accounts, where there are any."""
    password = read_password(settings.var_dir)
    with outside.sessions() as session:
        accounts = find_usable(session, password) if password else []
    if accounts:
        table = Table("role", "e-mail", "password", title="Demonstration accounts")
        for account in accounts:
            table.add_row(account.role.value, account.email, password)
        console.print(table)


def load_and_match_demo(settings: Settings, outside: Outside) -> int:
    """Load and match the demonstration into an empty database, without serving; the exit code."""
    console = Console()
    url = database_url(settings)
    migrate(url)
    try:
        with Supervisor(console, {"DATABASE_URL": url}) as supervisor:
            if not prepare(supervisor, outside, settings):
                console.print("The database is not empty, so nothing was loaded.")
                return 1
    except Stopped:
        console.print("Stopped. The next start goes on with the matching.")
        return 1
    except (ChildFailed, RuntimeError) as error:
        console.print(f"[red]The demonstration was not loaded:[/red] {error}")
        return 1
    introduce(console, settings, outside)
    console.print("The demonstration is loaded and matched. To serve it: make run")
    return 0
