"""The faults, one function each: does the harm, waits until the dust has settled, returns what it may have cost."""
