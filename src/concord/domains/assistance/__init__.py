"""Assistance: what partners fund, what nobody funds, and specific requests to partners."""
