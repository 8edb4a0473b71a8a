"""Commands, words on the screen, exit codes.

`door` is the way in: it alone turns errors into words and exit codes.
"""
