"""Things are kept, proved and handed over."""
