"""Grounding: from what a target says to one element of the page, or to the word that it is not there."""
