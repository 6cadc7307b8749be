"""CSV and XLSX into the book."""
