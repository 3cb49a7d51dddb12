"""Allied's model: how a company's marketing and IT work together."""
