"""Reviews that write themselves: composed once, read as page, PDF, slides and workbook."""
