"""Price policies and the one pricing expression."""
