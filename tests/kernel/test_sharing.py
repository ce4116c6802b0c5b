import pytest

from concord.kernel.errors import InvalidInput
from concord.kernel.sharing import SharingLabel, refuse_above_ceiling


def test_a_label_above_the_ceiling_is_refused_with_one_sentence(settings):
    settings.SHARING_CEILING = "GREEN"
    refuse_above_ceiling(SharingLabel.CLEAR)
    refuse_above_ceiling(SharingLabel.GREEN)
    with pytest.raises(InvalidInput) as refused:
        refuse_above_ceiling(SharingLabel.AMBER_STRICT)
    assert str(refused.value) == (
        "This server holds material up to TLP:GREEN; TLP:AMBER+STRICT must be kept elsewhere."
    )
