"""The proxy-evaluation agent: finds what the trajectory speaks of and acts on it. It never judges."""
