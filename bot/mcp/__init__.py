"""Newsproof as an MCP server: four tools that read, and none that writes."""
