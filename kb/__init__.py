"""FLOORS 2-4: keep claims, resolve who they are about, answer questions, show the answers."""
