"""Parts of `tenure tasks`: working on tasks, reminders and the calendar."""
