"""Who decides: graph, step judges, measures, scores, report, command line."""
