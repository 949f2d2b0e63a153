"""处置卡: per kind of incident the first ten minutes, whom to call now, what to report; ticked off as it is done."""
