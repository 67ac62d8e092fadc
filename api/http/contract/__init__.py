"""What the interface promises, as OpenAPI: the paths, what is sent, and what is answered."""
