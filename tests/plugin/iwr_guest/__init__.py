"""A criterion, a visual metric and a step judge that don't ship with IWR Judge."""
