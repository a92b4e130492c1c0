"""What moved: a broker's claims on a company in order of time, and what changed from one to the next."""
