"""Bridges to other libraries. Their types stay in here and never reach the rest of `bot`."""
