"""What every endpoint does: scopes, strict input, problem+json, pages, ETags, the description."""
