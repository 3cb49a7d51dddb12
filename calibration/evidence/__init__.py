"""Evidence: claims and patterns as contrasts, what would refute them, and what came out."""
