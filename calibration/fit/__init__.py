"""The fit: prior, table, emulator, chains, and the checks that they pass."""
