"""Plugins that come with the archive: they use the same door as anybody's."""
