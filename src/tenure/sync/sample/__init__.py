"""The sample book: a believable company written as the sheets a user would import."""
