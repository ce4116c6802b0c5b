"""Downloads of the plan, and the pictures that pages show."""
