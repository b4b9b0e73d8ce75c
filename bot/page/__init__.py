"""The page: three tabs in a browser. It shows values of `bot`; it decides and stores nothing."""
