"""What counts as right: criteria, rubric sets, profiles."""
