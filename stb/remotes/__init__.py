"""Names of keys: one module a protocol of remotes, each into the keys that the box knows."""
