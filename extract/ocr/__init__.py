"""Pages and pictures without a text layer in, glyphs out, as if they had one: ink that is print, words, characters."""
