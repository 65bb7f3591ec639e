"""The subcommands of ``shelflife``: the file's name is the command's, its docstring the help."""
