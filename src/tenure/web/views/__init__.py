"""Views: each makes one domain call and draws what it returns."""
