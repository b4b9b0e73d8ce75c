"""The newsroom desk, measured: `python -m eval.desk corpus|twins|poison|canary`.

Claims verified through the search of an archive, articles with an altered figure beside the true
ones, texts that were planted, and drafts whose words must be found nowhere afterwards. No text of a
public set enters the repository.
"""
