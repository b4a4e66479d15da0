"""flask … commands: each parses its arguments and hands over."""

from __future__ import annotations

from flask import Flask

from marketplace.commands import (
    accounts,
    assignments,
    audit,
    contacts,
    database,
    demo,
    imports,
    matcher,
    matching,
    processes,
    quality,
)

COMMANDS = (
    database.migrate_command,
    database.make_revision_command,
    processes.serve_command,
    processes.engine_command,
    processes.worker_command,
    matching.match_command,
    matching.rebuild_index_command,
    assignments.assign_command,
    quality.measure_command,
    demo.load_command,
    demo.reset_command,
    imports.import_command,
    accounts.create_account_command,
    accounts.reset_second_step_command,
    matcher.matcher_group,
    contacts.contacts_group,
    audit.audit_group,
)


def init_app(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in COMMANDS:
        app.cli.add_command(command)
