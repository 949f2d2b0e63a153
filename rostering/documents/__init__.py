"""xlsx, docx and PDF, and handing them out."""
