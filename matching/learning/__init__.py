"""Learns from what staff said of suggested pairs: what each signal is worth, and what a probability means.

Only the weights of the fusion and the pair calibration are learned here, never the encoder. No one voice can
bend them: what a reviewer or an organization adds is bounded, and the shipped weights speak as a voice too.
"""
