"""Answers to the exercises, wrong and right, a module a chapter: the bank that tests the checks."""
