"""手册: what stands in `docs/` for readers of the product, shown by the product."""
