"""A hunt: rules over paths, results one by one."""
