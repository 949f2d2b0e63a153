"""A period from opening to closing: filing, publishing, its pages."""
