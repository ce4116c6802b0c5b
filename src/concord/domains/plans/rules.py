"""Who may do what with a plan."""

from concord.domains.people.rules import is_focal_point, is_of_the_country

can_draft_plan = is_focal_point
can_see_plan = is_of_the_country
