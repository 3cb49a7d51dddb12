"""The rules of the model, one module for each phase of the week."""
