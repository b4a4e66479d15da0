"""The scenario knowledge base 场景知识库: kinds of problem, how they are said, and what solves them.

One JSON line a kind, one file a group of sectors. It shares nothing with the demonstration list. So far it is
read by nothing but its tests: it is the text from which the next version of the matcher learns.
"""
