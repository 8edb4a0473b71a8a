"""Fold, analyzer, query language, snippets: pure."""
