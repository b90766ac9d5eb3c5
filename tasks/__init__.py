"""What is to be rebuilt: the contracts that everybody else stands on, and the suite."""
