"""The roster engine measured: generated counties, plans made as in Excel, five simulated years."""
