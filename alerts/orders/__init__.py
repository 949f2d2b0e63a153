"""值守升级令: postures raised for a while."""
