"""The sandbox: type by content, gates, a pool of limited workers."""
