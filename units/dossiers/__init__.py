"""个人数据: everything that is stored about one person, as a file for the office or for themselves."""
