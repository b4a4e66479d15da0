"""How clear a need is to those who might meet it: read from its text on the fly, kept nowhere."""
