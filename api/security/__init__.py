"""Who may ask, and what must not leave: the site key, the guard of the host, the headers of every answer."""
