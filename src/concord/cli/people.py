"""``concord country``: the countries of this installation; ``concord people``: who can sign in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concord.cli.start import start

if TYPE_CHECKING:
    from concord.kernel.actor import Actor

app = typer.Typer(help="Countries of this installation.", no_args_is_help=True)
people = typer.Typer(help="Accounts of this installation.", no_args_is_help=True)


@app.command()
def add(
    code: Annotated[str, typer.Argument(help="ISO 3166-1 code, such as KG.")],
    name: Annotated[str, typer.Option("--name", help="Name, where ISO's is not wanted.")] = "",
    currency: Annotated[str, typer.Option("--currency", help="ISO 4217 code; the country's own otherwise.")] = "",
    population: Annotated[int | None, typer.Option("--population", min=1)] = None,
) -> None:
    """Add a country; languages, currency and direction of writing come from ISO and CLDR."""
    start()
    from dataclasses import replace

    from concord.domains.people.queries import country_facts
    from concord.domains.people.services import add_country
    from concord.domains.reports.chain import COMMAND
    from concord.kernel.errors import InvalidInput

    facts = country_facts(code)
    if not facts.known and not name:
        raise InvalidInput(f"ISO 3166 has no country '{code}'; give its name with --name if that is meant.")
    country = add_country(
        actor=COMMAND, facts=replace(facts, name=name or facts.name), currency=currency, population=population
    )
    typer.echo(f"{country.code} {country.name} added.")


@app.command()
def institutions(
    code: Annotated[str, typer.Argument(help="The country's code.")],
    file: Annotated[Path, typer.Argument(help="CSV with the columns code, name, kind; tier and territory if wanted.")],
) -> None:
    """Add a country's institutions from a CSV file, all or none; those that are there already stay as they are."""
    from concord.formats.institution_table import read_institutions

    rows = read_institutions(file.read_bytes(), file.name)
    start()
    from concord.domains.people.queries import command_actor, find_country
    from concord.domains.people.services import add_institutions

    country = find_country(code)
    added = add_institutions(actor=command_actor(country, "concord country institutions"), rows=rows)
    typer.echo(f"{country.name}: {added} institutions added.")


@app.command("list")
def list_() -> None:
    """The countries that are here."""
    start()
    from concord.domains.people.models import Country

    for country in Country.objects.all():
        typer.echo(f"{country.code:<4} {country.name} ({', '.join(country.languages)}; {country.currency})")


@people.command()
def invite(
    code: Annotated[str, typer.Argument(help="The country's code.")],
    email: Annotated[str, typer.Argument(help="Address that the person signs in with.")],
    name: Annotated[str, typer.Option("--name", help="The person's name.")] = "",
    role: Annotated[str, typer.Option("--role", help="Only a country's focal point is invited from here.")] = (
        "focal_point"
    ),
    address: Annotated[str, typer.Option("--address", help="Where people reach this server.")] = "",
) -> None:
    """Invite a country's focal point, who invites everybody else; prints the link and sends it."""
    start()
    from django.conf import settings
    from django.urls import reverse

    from concord.domains.people.enums import Role
    from concord.domains.people.letters import send_invitation
    from concord.domains.people.queries import find_country
    from concord.domains.people.services import invite_person
    from concord.kernel.errors import InvalidInput

    if role not in Role.values:
        raise InvalidInput(f"There is no role '{role}'; 'focal_point' is the one that is given from here.")
    country = find_country(code)
    invitation, secret = invite_person(
        actor=_operator("concord people invite"), country=country, email=email, name=name or email, roles=[Role(role)]
    )
    server = address or settings.ADDRESS or "http://127.0.0.1:8000"
    link = server.rstrip("/") + reverse("invitation", args=[secret])
    sent = send_invitation(invitation, link)
    typer.echo(f"{email} is invited to {country.name} as {invitation.role_labels[0].lower()}.")
    typer.echo("The link works once, for fourteen days:" if sent else "The letter could not be sent. The link, once:")
    typer.echo(link)


@people.command("list")
def list_people(code: Annotated[str, typer.Argument(help="Only this country's people.")] = "") -> None:
    """Who has an account, and with which roles."""
    start()
    from concord.domains.people.queries import accounts, find_country

    for account in accounts(find_country(code) if code else None):
        state = "" if account.user.is_active else " (closed)"
        typer.echo(f"{account.user.email:<40} {account.user.name}{state}: {', '.join(account.roles) or 'no role'}")


@people.command()
def close(email: Annotated[str, typer.Argument(help="Address of the account.")]) -> None:
    """Close an account and end its sessions; roles and everything written under the name stay."""
    start()
    from concord.domains.people.queries import find_user
    from concord.domains.people.services import close_account

    user = find_user(email)
    close_account(actor=_operator("concord people close"), user=user)
    typer.echo(f"The account of {user} is closed.")


@people.command("new-password")
def new_password(
    email: Annotated[str, typer.Argument(help="Address of the account.")],
    code: Annotated[str, typer.Argument(help="A country in which the person holds a role.")],
    address: Annotated[str, typer.Option("--address", help="Where people reach this server.")] = "",
) -> None:
    """A link for a new password, for somebody whom no focal point can help; also removes a lost second factor."""
    start()
    from django.conf import settings
    from django.urls import reverse

    from concord.domains.people.queries import find_country, find_user
    from concord.domains.people.services import offer_new_password, remove_second_factor

    user, country = find_user(email), find_country(code)
    actor = _operator("concord people new-password")
    remove_second_factor(actor=actor, user=user)
    _invitation, secret = offer_new_password(actor=actor, country=country, user=user)
    server = address or settings.ADDRESS or "http://127.0.0.1:8000"
    typer.echo(f"A link for a new password of {user}; it works once, for two days:")
    typer.echo(server.rstrip("/") + reverse("invitation", args=[secret]))


def _operator(command: str) -> Actor:
    from concord.domains.people.enums import Role
    from concord.kernel.actor import Actor

    return Actor(command, roles=frozenset({Role.OPERATOR}))
