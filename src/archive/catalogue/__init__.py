"""What is known: the one room with SQL.

`Catalogue` is read by everybody; rows are written by a transaction of `archive.store` only,
through `ledger rows` and `project`. The text of the SQL is one for SQLite and, later, PostgreSQL.
"""

from __future__ import annotations

from archive.catalogue.catalogue import Catalogue

__all__ = ["Catalogue"]
