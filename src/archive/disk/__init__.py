"""Durable bytes, locks, and where things lie in a home."""
