"""Reads "26Q2", "2026E", "3.30-4.03", "上周" in, `Period` out, given the report's date. The door is `grammar`."""
