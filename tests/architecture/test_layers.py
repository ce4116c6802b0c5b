"""What import-linter cannot see of DESIGN's order: foreign keys, country ownership, and the shape of services."""

from __future__ import annotations

import ast
from configparser import ConfigParser
from itertools import chain

import pytest
from django.apps import apps
from django.db import models
from tests.support.sources import PACKAGE, ROOT, files, name

from concord.domains.people.models import CountryOwned
from concord.kernel.scoping import CountryQuerySet

# Models whose rows no single country owns. Anything else must be a CountryOwned.
NOT_OWNED_BY_A_COUNTRY = {
    "kernel.AuditEntry": "holds every country's chain and the instance's own; read by country only",
    "kernel.AuditHead": "the end of each chain, one row per country",
    "people.Country": "is the country",
    "people.Region": "a region has several countries",
    "people.RegionMembership": "ties a country to a region; the instance's operator keeps it",
    "people.User": "a person may hold roles in several countries",
    "people.RoleGrant": "roles are also granted in a region, for a partner and on the instance",
    "frameworks.Framework": "a catalogue serves every country",
    "frameworks.Area": "part of a catalogue",
    "frameworks.Capability": "part of a catalogue",
    "frameworks.Statement": "part of a catalogue",
    "frameworks.BenchmarkAction": "part of a catalogue",
    "frameworks.CrosswalkEntry": "part of a catalogue",
    "assistance.PublishedActivity": "published for everybody; kept once for all countries",
    "assistance.ActivityCode": "part of a published activity",
}
# Services that write through another service, which does the auditing.
WRITE_THROUGH_ANOTHER = {
    "people.find_or_add_country": "finds the country or hands it to add_country",
    "frameworks.import_bare_framework": "builds a pack and hands it to import_pack",
}


def domain_order() -> dict[str, int]:
    """The rank of each domain, read from the contract that also orders imports; strangers share a rank."""
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts["importlinter:contract:domains"]["layers"].strip().splitlines()
    ranks = {"kernel": 0}
    for rank, layer in enumerate(reversed(layers), start=1):
        ranks |= {domain.strip(" ()"): rank for domain in layer.split("|")}
    return ranks


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("concord.")]


def relations() -> list[tuple[type[models.Model], models.Field]]:
    return [
        (model, field)
        for model in our_models()
        for field in chain(model._meta.fields, model._meta.many_to_many)
        if field.related_model is not None and field.related_model.__module__.startswith("concord.")
    ]


def test_foreign_keys_point_to_the_same_or_an_earlier_domain():
    ranks = domain_order()
    backward = []
    for model, field in relations():
        here, there = model._meta.app_label, field.related_model._meta.app_label
        if here != there and ranks[there] >= ranks[here]:
            backward.append(f"{model._meta.label}.{field.name} points from {here} to {there}")
    assert backward == []


def test_foreign_keys_across_domains_have_no_way_back():
    open_ways = [
        f"{model._meta.label}.{field.name}"
        for model, field in relations()
        if model._meta.app_label != field.related_model._meta.app_label and not field.remote_field.hidden
    ]
    assert open_ways == [], "these need related_name='+'"


def test_every_model_is_owned_by_a_country_or_says_why_not():
    owned = {model._meta.label for model in our_models() if issubclass(model, CountryOwned)}
    labels = {model._meta.label for model in our_models()}
    assert labels - owned - set(NOT_OWNED_BY_A_COUNTRY) == set()
    assert set(NOT_OWNED_BY_A_COUNTRY) - (labels - owned) == set(), "these no longer need their exception"


def test_country_owned_models_carry_the_country_and_are_scoped():
    for model in our_models():
        if issubclass(model, CountryOwned):
            assert model._meta.get_field("country").attname == "country_id", model._meta.label
            assert not model._meta.get_field("country").null, model._meta.label
            assert isinstance(model._default_manager.get_queryset(), CountryQuerySet), model._meta.label


def services() -> list[tuple[str, ast.FunctionDef]]:
    """Every public function of ``domains/*/services.py`` (or a package of that name) as ``domain.function``."""
    found = []
    for path in files(PACKAGE / "domains", ".py"):
        domain, *rest = path.relative_to(PACKAGE / "domains").with_suffix("").parts
        if rest and rest[0] == "services":
            found += [
                (f"{domain}.{node.name}", node)
                for node in ast.parse(path.read_text("utf-8")).body
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            ]
    return found


def audits(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(item.context_expr, ast.Call) and getattr(item.context_expr.func, "id", "") == "audited"
        for node in ast.walk(function)
        if isinstance(node, ast.With)
        for item in node.items
    )


@pytest.mark.parametrize(("label", "function"), [pytest.param(*service, id=service[0]) for service in services()])
def test_a_service_is_keyword_only_and_records_its_write(label, function):
    given = function.args
    assert not (given.posonlyargs or given.args or given.vararg), f"{label} takes positional arguments"
    assert "actor" in {argument.arg for argument in given.kwonlyargs}, f"{label} is not told who acts"
    assert audits(function) != (label in WRITE_THROUGH_ANOTHER), f"{label} must write inside `with audited(...)`"


def test_exceptions_name_services_that_exist():
    assert set(WRITE_THROUGH_ANOTHER) - {label for label, _ in services()} == set()


def test_no_file_outgrows_a_reader():
    written = [
        *files(ROOT / "src", ".py", ".html", ".css", ".js"),
        *files(ROOT / "tests", ".py"),
        *files(ROOT / "bench", ".py"),
        *files(ROOT / "scripts", ".py"),
    ]
    lengths = {
        name(path): len(path.read_text("utf-8").splitlines()) for path in written if "migrations" not in path.parts
    }
    assert {path: length for path, length in lengths.items() if length > 500} == {}
