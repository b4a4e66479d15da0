"""Bytes into rows: workbook, JSON lines and CSV, told apart by content, hostile files refused."""
