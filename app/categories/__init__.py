"""Categories: the tree a workspace files its transactions under, with the default taxonomy."""
