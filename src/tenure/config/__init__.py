"""Settings, urls, the web server's entry and the schedule."""
