"""Plans: objectives and actions, with their cost, indicators and the trace back to gaps."""
