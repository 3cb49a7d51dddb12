"""What goes in: levers, parameters and scenarios, and the checks that they pass."""
