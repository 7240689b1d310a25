"""Every measure a second time, row by row in plain Python, straight from `polku.definitions`.

They ship with the product so that a county can check its own figures (`polku measure check`); no page or measure uses them.
"""
