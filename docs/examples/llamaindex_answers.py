"""An application on LlamaIndex that gets proven answers.

It reads the sample articles into a folder of its own and asks them. Nothing is downloaded, and no
language model is needed.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.bridge.llama_index import (
    NewsproofChatEngine,
    NewsproofQueryEngine,
    NewsproofRetriever,
)
from bot.newsproof import Newsproof
from bot.settings import Settings

SAMPLES = Path(__file__).parents[2] / "sources" / "samples"
QUESTION = "Why did Russia halt the peace treaty talks with Japan?"


def tell(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


def main(folder: Path) -> None:
    """Ask the samples in every way that LlamaIndex knows."""
    with Newsproof.open(Settings(data_dir=folder), create=True) as newsproof:
        newsproof.ingest([SAMPLES])

        # The one line that changes: it was `query_engine = index.as_query_engine()`.
        query_engine = NewsproofQueryEngine(newsproof)
        response = query_engine.query(QUESTION)
        tell(f"query:  {response}")
        for source in response.source_nodes:
            fact = source.node.metadata
            place = f"{fact['article_id']} v{fact['version']} {fact['start']}-{fact['end']}"
            tell(f"        [{fact['number']}] {fact['title']} ({fact['published']}), {place}")

        nodes = NewsproofRetriever(newsproof, k=3).retrieve(QUESTION)
        tell(f"search: {len(nodes)} passages, best at {nodes[0].node.start_char_idx}")

        tell("stream: ")
        for piece in NewsproofQueryEngine(newsproof, streaming=True).query(QUESTION).response_gen:
            tell(f"        {piece.strip()}")

        chat = NewsproofChatEngine(newsproof)
        tell(f"chat:   {asyncio.run(chat.achat('How many whales were seen near Tessenhaven?'))}")
        tell(f"        {len(chat.chat_history)} messages")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder))
