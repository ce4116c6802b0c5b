"""Who may change which frameworks an instance offers."""

from concord.domains.people.rules import is_focal_point, is_operator

can_import_framework = is_operator | is_focal_point
