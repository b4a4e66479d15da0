"""Turns texts into vectors of unit length, whatever model or service does the work.

`load_encoder` in `factory` chooses; every encoder honours the Protocol in `base` and passes one contract
test.
"""
