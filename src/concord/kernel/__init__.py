"""Ground for every domain: errors, audit trail, country scoping, sharing labels, clock."""
