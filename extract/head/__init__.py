"""The first page's own facts out: broker, title, date, company, authors, rating, and the scale that rating stands on."""
