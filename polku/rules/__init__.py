"""Decision tables and S-FEEL: read once into a small immutable tree, then evaluated. Pure."""
