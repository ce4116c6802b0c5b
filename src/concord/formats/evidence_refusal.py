"""How a file of evidence is refused: in a sentence that pages can translate, with its values beside it."""

from __future__ import annotations

from collections.abc import Mapping

from concord.formats.errors import Fault, FormatError


def _(sentence: str) -> str:
    """Marks a sentence for the catalogues; who shows it translates it, since formats know no language."""
    return sentence


UNKNOWN = _("This kind of file is not taken; PDF, Word, Excel, PowerPoint, OpenDocument, pictures and plain text are.")
DAMAGED = _("The file is cut off or damaged; choose it again, or ask for it again.")
ACTIVE_LINK = _("The document fetches something from outside itself; break its links, or save it as PDF.")
NESTED = _("The document holds other files or objects; remove them, or save it as PDF.")
PROTECTED = _("The document is protected or encrypted; save it without protection, or print it to a PDF.")


class Refusal(Exception):
    """Why a file is not taken; ``sentence`` has named places for ``values``, and both are shown by ``words``."""

    def __init__(self, sentence: str, **values: str) -> None:
        super().__init__(sentence)
        self.sentence, self.values = sentence, values


class EvidenceRefused(FormatError):
    """A file of evidence that is not taken. A page shows ``gettext(sentence) % values``."""

    def __init__(self, name: str, sentence: str, values: Mapping[str, str]) -> None:
        super().__init__(Fault(name, sentence % values))
        self.sentence, self.values = sentence, values
