"""Judging the judge: its verdicts against labels that were known beforehand."""
