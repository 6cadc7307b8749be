"""Writers of the desk: the daily run, saved views."""
