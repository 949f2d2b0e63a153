"""类别调整: from application to decision, the facts it rests on, and the screening that suggests it."""
