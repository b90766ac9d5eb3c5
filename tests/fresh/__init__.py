"""Derived variants drawn after rubrics, judge and operator were done, and how the judge does on them."""
