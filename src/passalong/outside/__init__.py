"""The rim towards the world: timers, imports, exports; people come in through `web/`."""
