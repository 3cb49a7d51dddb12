"""Words: every sentence, label and number that a person reads."""
