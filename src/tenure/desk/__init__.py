"""The daily run, the worklist and the digest."""
