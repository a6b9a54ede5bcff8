"""``python -m portrait_analytics`` is the command ``portrait``."""

from portrait_analytics.cli import main

main()
