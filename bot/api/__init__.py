"""Newsproof over HTTP, for programs: the JSON of the command line, streams, and an OpenAPI."""
