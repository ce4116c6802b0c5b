"""Reports: documents composed from all domains below, and the whole chain in one go."""
