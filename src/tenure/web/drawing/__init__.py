"""Geometry of the drawings: numbers for SVG templates, no markup."""
