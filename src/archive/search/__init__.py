"""The search engine contract's runtime: the naive oracle, generations of an index."""
