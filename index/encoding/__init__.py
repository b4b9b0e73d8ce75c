"""The encoders behind `index.encoder`: one module a backend, and what they have in common."""
