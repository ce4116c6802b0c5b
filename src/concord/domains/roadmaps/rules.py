"""Who may do what with roadmaps."""

from concord.domains.people.rules import is_focal_point, is_of_the_country

can_see_roadmaps = is_of_the_country
can_run_roadmaps = is_focal_point
can_choose_roadmap = is_focal_point  # it sets the plan's dates
