"""预警叫应: a warning comes in, is signed for, and whoever it names is called until they answer."""
