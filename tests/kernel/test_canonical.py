import datetime as dt
from uuid import UUID

from concord.kernel.canonical import canonical_json, sha256_of


def test_the_same_content_has_one_text_and_one_hash_whatever_its_order():
    value = {"b": [1, 2.5, None], "a": "é", "id": UUID(int=1), "day": dt.date(2027, 1, 2)}
    assert canonical_json(value) == (
        '{"a":"é","b":[1,2.5,null],"day":"2027-01-02","id":"00000000-0000-0000-0000-000000000001"}'
    )
    assert sha256_of(value) == sha256_of(dict(reversed(value.items())))
    assert sha256_of([]) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
