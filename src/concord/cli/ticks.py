"""``concord tick``: does what is due. Let the machine's scheduler run it, for instance every hour."""

from __future__ import annotations

import typer

from concord.cli.start import start

FAILED = 2


def tick() -> None:
    """Send the reminders that are due; run it as often as you like, nobody is reminded twice within three days."""
    start()
    from concord.jobs.plan_reminders import send_consultation_reminders
    from concord.jobs.reminders import send_due
    from concord.kernel import clock

    outcomes = send_due(clock.now())
    for outcome in outcomes:
        typer.echo(f"{outcome.country}: {outcome.sent} reminded, {outcome.left_alone} were reminded lately.")
        for failure in outcome.failures:
            typer.echo(f"{outcome.country}: {failure}", err=True)
    consulted = send_consultation_reminders(clock.now())
    for outcome in consulted:
        typer.echo(f"{outcome.country}: {outcome.sent} reminded of the consultation on the plan.")
        for failure in outcome.failures:
            typer.echo(f"{outcome.country}: {failure}", err=True)
    if not outcomes and not consulted:
        typer.echo("Nothing is due: no country has an assessment yet.")
    if any(outcome.failures for outcome in (*outcomes, *consulted)):
        raise typer.Exit(FAILED)
