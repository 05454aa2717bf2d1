"""The grader: runs strangers' notebooks in a sandbox, tests them from outside of it, records what they earned."""
