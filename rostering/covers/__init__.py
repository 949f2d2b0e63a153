"""谁能顶班: a duty put up for cover without naming anybody; whoever may take it is asked, the first to accept has it."""
