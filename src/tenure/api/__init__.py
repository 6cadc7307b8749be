"""The API: programs read and try what people do in the browser, by the same rules."""
