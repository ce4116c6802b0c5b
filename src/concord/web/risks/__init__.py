"""The risk picture: scenarios, estimates, what leans on what, and what follows."""
