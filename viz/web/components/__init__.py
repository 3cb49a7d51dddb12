"""The parts of the pages, one to a module; those with a `.vue` file beside them draw themselves."""
