"""Tests of the rerankers, each against a real server on this machine."""
