"""Hold the values every capability counts with: money, percent, period, keys and errors."""
