"""Writers of reviews."""
