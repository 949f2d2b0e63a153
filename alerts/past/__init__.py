"""值守回溯: who owed what at an instant, as it was known at another, on a page and on a sheet that is signed."""
