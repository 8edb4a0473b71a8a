"""What is known: the one room with SQL."""
