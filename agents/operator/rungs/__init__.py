"""The slower rungs of the grounding ladder: elements as browser-use indexes them, a model that chooses."""
