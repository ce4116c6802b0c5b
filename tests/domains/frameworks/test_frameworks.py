import pytest
from django.utils import translation
from tests.factories import MACHINE, make_framework, make_pack

from concord.domains.frameworks.models import Capability, Framework, Statement
from concord.domains.frameworks.queries import benchmark_candidates, find_framework, list_frameworks
from concord.domains.frameworks.services import BareRow, import_bare_framework, import_pack
from concord.formats.framework_pack import Pack, pack_hash, pack_to_plain
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def changed(pack, **fields):
    return Pack.model_validate({**pack_to_plain(pack), **fields})


def test_a_pack_arrives_whole_and_comes_out_the_same():
    pack = make_pack(4)
    framework = make_framework(pack)
    row = list_frameworks().get()
    assert (row.capability_count, row.statement_count) == (4, 20)
    assert pack_hash(Pack.model_validate(framework.pack)) == framework.pack_hash


def test_importing_the_same_pack_again_changes_nothing():
    assert make_framework() == make_framework()
    assert Framework.objects.count() == 1


def test_an_edition_is_permanent():
    pack = make_pack()
    make_framework(pack)
    with pytest.raises(InvalidInput, match="give the changed pack a new edition"):
        import_pack(actor=MACHINE, pack=changed(pack, title="Another title"))
    import_pack(actor=MACHINE, pack=changed(pack, edition="2.0", title="Another title"))
    assert find_framework("mini").edition == "2.0"
    assert find_framework("mini@1.2").edition == "1.2"
    with pytest.raises(NotFound):
        find_framework("maxi")


def test_texts_speak_the_language_that_is_active():
    plain = pack_to_plain(make_pack())
    plain["areas"][0]["capabilities"][0]["title"] = {"en": "Coordination", "fr": "Coordination nationale"}
    make_framework(Pack.model_validate(plain))
    capability = Capability.objects.order_by("order").first()
    with translation.override("fr"):
        assert str(capability.title) == "Coordination nationale"
    with translation.override("ar"):
        assert str(capability.title) == "Coordination"


def test_a_bare_framework_is_built_from_codes_names_and_areas():
    rows = [
        BareRow("P.1", "Law", "Prevent"),
        BareRow("D.1", "Laboratory", "Detect"),
        BareRow("P.2", "Policy", "Prevent"),
    ]
    bare = import_bare_framework(actor=MACHINE, code="JEE", edition="1", title="JEE", rows=rows)
    assert [(c.area.code, str(c.area.title), c.code) for c in bare.capabilities.select_related("area")] == [
        ("A1", "Prevent", "P.1"),
        ("A1", "Prevent", "P.2"),
        ("A2", "Detect", "D.1"),
    ]
    assert Statement.objects.count() == 0


def test_benchmarks_reach_a_bare_framework_through_crosswalks_of_its_edition_only():
    make_framework()
    for edition, expected in (("3.0", ["MINI1-01.A2", "MINI2-02.A2"]), ("1", [])):
        bare = import_bare_framework(
            actor=MACHINE, code="JEE", edition=edition, title="JEE", rows=[BareRow("P1.1", "Law", "Prevent")]
        )
        found = benchmark_candidates(bare).get(("P1.1", 2), [])
        assert [action.code for action in found] == expected


def test_a_visitor_may_not_import():
    with pytest.raises(NotAllowed):
        import_pack(actor=Actor("visitor"), pack=make_pack())
