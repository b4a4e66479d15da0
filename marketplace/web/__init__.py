"""The HTTP edge: one package an audience; each view parses, calls one service, renders or redirects."""
