"""Programs that customers are enrolled in, and what each is worth at a renewal."""
