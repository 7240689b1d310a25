"""Pure parts of publishing: edits of content files, what a draft's checks find, what differs between versions."""
