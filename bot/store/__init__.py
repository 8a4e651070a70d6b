"""Keep rows: connections, the writer, and every question asked of them."""
