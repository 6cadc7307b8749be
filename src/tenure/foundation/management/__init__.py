"""Commands of Django that Tenure does in a way of its own."""
