"""首次类别: from what happened in past years to the first tier of every unit."""
