"""保存期限: how long each kind of row is kept, and the nightly purge of what is older."""
