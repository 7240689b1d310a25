PAGES: dict[str, tuple[str, dict[str, object]]] = {}
