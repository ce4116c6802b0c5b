"""People: countries, regions, institutions, users and the roles they hold."""
