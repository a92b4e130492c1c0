"""Claims in, the same claims out with doubts where arithmetic or sanity is against them; values never change."""
