"""The tab Evaluation of the page: a plug-in, so that `bot` need not know of `eval`."""
