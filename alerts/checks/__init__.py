"""查岗: drawn, asked, answered, escalated."""
