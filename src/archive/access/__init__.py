"""People find and understand."""
