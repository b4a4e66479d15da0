"""The scenario knowledge base 场景知识库: kinds of problem, how they are said, and what solves them.

One JSON line a kind, one file a group of sectors. It shares nothing with the demonstration list. The encoder
was fine-tuned on its training kinds, all kinds are the matcher's memory, and lists can be browsed by them.
"""
