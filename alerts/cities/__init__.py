"""市级: what a city's office reads of its counties, side by side and one by one."""
