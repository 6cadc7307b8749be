"""Pure decisions of the desk: what a run reports, what a digest says."""
