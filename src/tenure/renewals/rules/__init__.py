"""Pure decisions about renewals: dates, next action, owner, outcome, the texts of findings."""
