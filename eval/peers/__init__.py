"""Other pipelines beside Newsproof: each in a process and an environment that are not ours."""
