"""Kinds of problem 问题类型: those shipped and those that staff add, and the listings about each."""
