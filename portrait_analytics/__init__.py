"""Leadership self-ratings in, growth heatmaps that tell on nobody out.

The notebooks use two names, `load_published` and the functions of `portrait_analytics.figures`; everything else is
reached through the command ``portrait``. ARCHITECTURE.md shows which module does what.
"""

from importlib.metadata import version

__version__ = version("portrait-analytics")
