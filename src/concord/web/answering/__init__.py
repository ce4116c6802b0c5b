"""Answering: one page per capability, evidence, conflicts and guest links."""
