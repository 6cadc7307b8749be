"""The writers of renewals, one module per verb or family of verbs."""
