"""PDFs made to hurt whoever reads them: each case is a name and the bytes of a file, made anew by every test."""
