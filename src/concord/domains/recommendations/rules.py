"""Who may note and read recommendations."""

from concord.domains.people.rules import is_focal_point, is_of_the_country

can_note_recommendation = is_focal_point
can_see_recommendations = is_of_the_country
