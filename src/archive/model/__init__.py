"""The nouns: frozen values without I/O.

Import from the modules themselves (`archive.model.record`): a search must not pay for
the definitions of nouns that it does not use.
"""
