"""Models: one small protocol over every provider, with structured replies, a cache, a budget and a record."""
