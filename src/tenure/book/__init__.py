"""Products, price books, contracts, lines, orders and the ARR ledger."""
