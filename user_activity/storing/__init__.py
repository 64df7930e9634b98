"""The writer's parts, the drain that feeds it, and what could not be stored."""
