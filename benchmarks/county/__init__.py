"""A year of a small county with truth: `world` who and what there is, `story` what is written, `truth` what is so,
`filing` how it comes into a home, `examine` whether the archive answers rightly.
"""
