"""Any table an office keeps, understood: where its heads are, what each column holds, what each cell says. Plain Python."""
