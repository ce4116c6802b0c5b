"""The comment matrix of a consultation, composed in the active language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from concord.domains.plans.enums import Stance
from concord.domains.plans.models import Consultation, Plan
from concord.domains.plans.queries.consulting import Asked, Consulted, Said, consulted
from concord.domains.reports import words
from concord.domains.reports.paper_heads import paper_head
from concord.formats.comment_matrix_docx import CommentMatrix, CommentRow, ReplyRow, write_matrix
from concord.kernel.actor import Actor


def comment_matrix_docx(actor: Actor, plan: Plan, consultation: Consultation) -> tuple[bytes, str]:
    """The matrix as a Word document, and its file name."""
    number = consultation.version.number
    name = f"{plan.country.code.lower()}-comments-{number}.docx"
    return write_matrix(comment_matrix(plan, consulted(actor, consultation))), name


def comment_matrix(plan: Plan, standing: Consulted) -> CommentMatrix:
    """The matrix as a document that only has to be laid out."""
    one = standing.consultation
    facts = (
        (_("Version"), one.version.number),
        ("SHA-256", one.version.sha256),
        (_("Opened"), _("%(name)s, %(day)s") % {"name": one.opened_by, "day": words.day(one.opened_at)}),
        (_("Last day for replies"), words.day(one.closes_on)),
    )
    return CommentMatrix(
        head=paper_head(plan, _("Comment matrix"), facts),
        summary=_summary(standing),
        replies=tuple(_reply(asked) for asked in standing.asked),
        comments=tuple(_comment(said) for said in standing.said),
        labels={
            "replies": _("Replies"), "institution": _("Institution"), "reply": pgettext("noun", "Reply"),
            "day": _("Date"),
            "by": _("Person"), "comments": _("What was said, and what became of it"), "number": _("No."),
            "speaker": _("Who"), "place": _("On what"), "text": _("Comment"), "outcome": _("What became of it"),
            "answer": _("Answer"), "objects": _("objects to the plan"), "none": _("Nobody commented."),
        },
    )  # fmt: skip


def _summary(standing: Consulted) -> tuple[str, ...]:
    stances = standing.stances
    said = _(
        "Of %(asked)s institutions %(concur)s concur, %(with)s concur with comments, %(object)s object and %(silent)s "
        "have not replied."
    ) % {
        "asked": len(standing.asked), "concur": stances[Stance.CONCURS], "with": stances[Stance.WITH_COMMENTS],
        "object": stances[Stance.OBJECTS], "silent": len(standing.silent),
    }  # fmt: skip
    left = len(standing.unanswered)
    open_ = ngettext("%(n)s comment is not answered yet.", "%(n)s comments are not answered yet.", left) % {"n": left}
    return (said, open_) if left else (said,)


def _reply(asked: Asked) -> ReplyRow:
    if asked.reply is None:
        return ReplyRow(asked.institution.name, _("No reply"), "–", "–")
    by = asked.reply.by
    if asked.reply.on_behalf:
        by = _("%(name)s, noted for it") % {"name": by}
    stance = Stance(asked.reply.stance)
    objects = stance == Stance.OBJECTS
    return ReplyRow(asked.institution.name, str(stance.label), words.day(asked.reply.at), by, objects)


def _comment(said: Said) -> CommentRow:
    one = said.comment
    return CommentRow(
        str(one.number), said.speaker, said.place, one.text, one.get_outcome_display(), one.answer,
        said.stance == Stance.OBJECTS,
    )  # fmt: skip
