"""Concord: from a national CBRN needs assessment to a National Action Plan that is kept."""
