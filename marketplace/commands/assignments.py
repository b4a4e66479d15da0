"""flask assign-pairs: the global assignment of a list, as staff have it on its page."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from marketplace.commands.application import outside, settings
from marketplace.commands.imports import LANGUAGES
from marketplace.commands.matching import require_engine
from marketplace.database import transaction
from marketplace.errors import JingqiaoError
from marketplace.jobs.assignments import work_out
from marketplace.models import Assignment, AssignmentState, Listing
from marketplace.services.assignments.apply import apply_assignment
from marketplace.services.assignments.ask import ask_assignment
from marketplace.services.assignments.choice import SCORE, Choice

NAMES = ("supplier_cap", "organization_cap", "per_demand", "floor")


@click.command("assign-pairs")
@click.option("--list", "slug", required=True, help="The list's address, as in /lists/ADDRESS.")
@click.option("--supplier-cap", type=int, help="Most demands of a supply; 0: no cap.")
@click.option("--organization-cap", type=int, help="Most pairs of an organization; 0: no cap.")
@click.option("--per-demand", type=int, help="Most supplies of a demand.")
@click.option("--floor", type=int, help="Least supplies of a demand, if that is possible.")
@click.option("--apply", "at_once", is_flag=True, help="Apply it instead of leaving a preview.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", help="Of refusals.")
@with_appcontext
def assign_command(slug: str, at_once: bool, language: str, **numbers: int | None) -> None:
    """Share out a list's suppliers under caps and say what that trades. Needs the engine."""
    require_engine()
    with force_locale(LANGUAGES[language]):
        try:
            with transaction(outside().sessions) as session:
                number = ask_assignment(session, None, slug, chosen(numbers)).id
            work_out(outside(), number)
            with transaction(outside().sessions) as session:
                tell(session, session.get_one(Assignment, number), slug)
                if at_once:
                    applied = apply_assignment(session, None, number, clock=outside().clock)
                    click.echo(
                        f"Applied: {applied.new} new, {applied.brought_back} back, {applied.parked} parked."
                    )
        except JingqiaoError as error:
            raise click.ClickException(gettext(error.message) % error.values) from error


def chosen(numbers: dict[str, int | None]) -> Choice:
    """The numbers given, the administrator's where none is; a cap of 0 is no cap."""
    usual = {name: getattr(settings(), f"assignment_{name}") for name in NAMES}
    given = {name: usual[name] if number is None else number for name, number in numbers.items()}
    return Choice(
        supplier_cap=given["supplier_cap"] or None,
        organization_cap=given["organization_cap"] or None,
        per_demand=given["per_demand"],
        floor=given["floor"],
    )


def tell(session: Session, assignment: Assignment, slug: str) -> None:
    """The figures, the demands below their floor, and where the rest can be read."""
    if assignment.state is not AssignmentState.PREVIEWED:
        raise click.ClickException("Somebody else asked for another assignment of this list meanwhile.")
    report = assignment.report
    measure = "sum of scores (not calibrated)" if report["valued_by"] == SCORE else "expected accepted pairs"
    click.echo(
        f"{report['pairs']} pairs for {report['demands']} demands, {report['locked']} of them locked; "
        f"{measure} {report['value']:.2f}, without caps {report['uncapped']:.2f} "
        f"({report['loss']:.2%} given up); {report['moved']} moves"
    )
    for row in report["shortfalls"]:
        code = session.get_one(Listing, row["demand"]).code
        click.echo(f"below the floor: {code} has {row['count']} of {row['floor']} ({row['lack']})", err=True)
    if report["relaxation"]:
        caps = [f"{name} {cap}" for name, cap in report["relaxation"].items() if cap is not None]
        click.echo(f"enough to fill every floor: {' or '.join(caps)}", err=True)
    click.echo(f"Who gives way to whom: /staff/lists/{slug}/assignment")
