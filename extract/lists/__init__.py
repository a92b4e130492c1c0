"""Items in a row out: risks, earlier reports, recommended names."""
