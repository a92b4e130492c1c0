"""Lines in rows and columns in, cells and their claims out: forecasts, statements, boxes, comparisons, ruled tables."""
