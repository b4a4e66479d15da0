"""Texts in, ranked and explained demand-supply pairs out; knows nothing of the site, its database or the web.

Importing this package costs nothing: PyTorch, sentence-transformers and FAISS are loaded by what uses them.
"""
