// The entry point of the installed program. Everything is in src/cli and src/app.
