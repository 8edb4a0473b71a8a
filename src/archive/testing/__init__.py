"""Contract suites and fixtures for authors of plugins."""
