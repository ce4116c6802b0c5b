"""The words of an answer workbook in the language that is active."""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.formats.answer_workbook import Words


def workbook_words() -> Words:
    """Every word that an official sees in a workbook; what stands in {braces} stays as it is."""
    return Words(
        about_sheet=_("About"),
        answers_sheet=_("Answers"),
        title=_("Needs assessment: our answers"),
        institution=_("Who answers"),
        framework=_("Framework"),
        asked=_("What is asked"),
        asked_count=_("{statements} statements on {capabilities} capabilities"),
        due=_("Please return by"),
        issued=_("Sent out on"),
        label=_("Sharing label"),
        tlp_red=_("For the people named here only: do not pass this file on."),
        tlp_amber_strict=_(
            "Share this file only inside the country's national team, with those who need it to answer."
        ),
        tlp_amber=_("Share this file inside the national team, and with partners who need it to act on it."),
        tlp_green=_("Share this file with others who work on these risks, but do not publish it."),
        tlp_clear=_("This file may be shared with anybody."),
        how=_("How to fill this in"),
        steps=(
            _("Say below who took part for {institution}."),
            _(
                "On the next sheet, choose an answer for every statement. "
                "Judge what is in force today, not what is planned."
            ),
            _("Say how sure you are, and name the document or record that shows it: title, number and year."),
            _("An honest “Don't know” helps. “Not applicable” needs its reason in the comment."),
            _("To share the work, give each colleague a copy and return all copies. Rows left empty change nothing."),
            _("Save the file and return it to the national focal point by {due}. Nobody else needs to have it."),
        ),
        participants=_("Who took part"),
        name=_("Name"),
        function=_("Function"),
        progress=_("Progress"),
        all_areas=_("All areas"),
        of=_("of"),
        code=_("Code"),
        level=_("Level"),
        statement=_("Statement"),
        answer=_("Answer"),
        confidence=_("How sure?"),
        comment=_("Comment"),
        evidence=_("Evidence: document and year"),
        guidance=_("What counts"),
        yes=_("Yes"),
        partly=_("Partly"),
        no=_("No"),
        not_applicable=_("Not applicable"),
        dont_know=_("Don't know"),
        high=_("High"),
        medium=_("Medium"),
        low=_("Low"),
        choose=_("Please choose one of the words in the list."),
        too_long=_("Please keep the text under 4,000 characters."),
        kind_integer=_("A whole number."),
        kind_decimal=_("A number, such as 2.5."),
        kind_date=_("A date, written as 2026-11-30."),
        kind_text=_("In your own words."),
        kind_select_one=_("Choose one from the list."),
        kind_select_multiple=_("Type one or more of these, with a semicolon between: {choices}."),
        page=_("Page"),
    )
