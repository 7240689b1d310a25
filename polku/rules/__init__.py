"""Decision tables and S-FEEL: read once into a small immutable tree, then evaluated. Pure."""

ENGINE = "2"
"""The version of what rules mean: raised by a change after which some table could answer otherwise."""
