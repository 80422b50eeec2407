"""Categories: the tree of categories of a workspace, with the default taxonomy."""
