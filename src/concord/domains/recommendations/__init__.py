"""Recommendations: what exercises, law reviews, lessons and progress reports ask for."""
