"""Who may do what with assistance."""

from concord.domains.people.rules import is_focal_point, is_of_the_country, is_operator

# Published activities belong to the instance; a country's focal point may bring more of them.
can_import_activities = is_operator | is_focal_point
can_see_assistance = is_of_the_country
