"""Pure decisions of the book: what orders make of a contract and of its recurring revenue."""
