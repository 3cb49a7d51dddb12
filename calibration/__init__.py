"""What the model is held to: priors, patterns, and how far it keeps them."""
