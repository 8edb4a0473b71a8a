"""Fixtures for tests of plugins and of the archive itself (pytest plugin)."""
