"""The commands of yanbao: each parses its words, calls one room, prints, and returns an exit code; no logic."""
