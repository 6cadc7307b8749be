"""`tenure approval`: what waits and decisions, rules, and people."""
