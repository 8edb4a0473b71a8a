"""Renditions (呈现): pages for people who read on paper or in a spreadsheet program."""
