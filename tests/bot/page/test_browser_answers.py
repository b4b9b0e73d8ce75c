"""Answers in a real Chromium: follow-ups, numbers with cards, suggestions, copying, reporting."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.bot.page.fake import NEWLY, STATEMENT, SUGGESTION, TALKS
from tests.bot.page.serving import serving
from tests.bot.page.visiting import NEEDS_CHROMIUM, Visitor

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def writing_url() -> Iterator[str]:
    with serving("--pause", "0.15", "--writing") as (host, port, _):
        yield f"http://{host}:{port}/"


def test_follow_up_is_shown_as_understood_and_can_be_asked_as_written(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    visitor.ask("Why did Moscow halt the talks with Tokyo?")
    turn = visitor.ask("When?")

    assert "Understood as: When did Moscow halt the talks with Tokyo?" in turn.inner_text()
    turn.get_by_role("button", name="Ask as I wrote it").click()
    again = visitor.page.locator(".np-turn").nth(2)
    again.locator(".np-card").wait_for()
    assert again.locator(".np-question").inner_text() == "When?"
    assert "Understood as" not in again.inner_text()


def test_what_was_understood_can_be_changed_in_the_question_box(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    visitor.ask("Why did Moscow halt the talks with Tokyo?")
    visitor.ask("When?").get_by_role("button", name="Change it").click()
    box = visitor.page.locator("#np-question textarea")

    assert box.input_value() == "When did Moscow halt the talks with Tokyo?"
    assert box.evaluate("box => box === document.activeElement")
    visitor.page.keyboard.press("End")
    visitor.page.keyboard.type("!")
    visitor.page.keyboard.press("Enter")
    third = visitor.page.locator(".np-turn").nth(2).locator(".np-question")
    third.wait_for()
    assert third.inner_text() == "When did Moscow halt the talks with Tokyo?!"


def test_words_that_answer_are_set_off(visit: Callable[..., Visitor], fake_url: str) -> None:
    turn = visit(fake_url).ask("the talks")

    assert "".join(turn.locator(".np-key").all_inner_texts()) == "issued on Monday [21 March"
    assert "Monday [21 March 2022], the Russian" in turn.locator(".np-said").nth(1).inner_text()


def test_yes_stands_before_the_sentence_that_proves_it(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    assert visit(fake_url).ask("Is it safe?").locator(".np-short").inner_text() == "Yes."


def test_number_shows_its_card_by_pointer_and_by_keyboard_and_escape_closes_it(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    chip = visitor.ask("the talks").locator(".np-statement .np-chip").nth(1)
    card = visitor.page.locator(".np-tip")
    # The page scrolls to a new answer, and a card whose number moves away is put away.
    for _ in range(20):
        visitor.page.mouse.move(5, 5)
        chip.hover()
        visitor.page.wait_for_timeout(250)
        if card.is_visible():
            break
    card.wait_for()
    told = card.inner_text()
    assert "openly unfriendly" in told
    assert "Newsproof Sample Wire" in told
    assert "22 March 2022" in told
    assert "Said by the Russian Foreign Ministry" in told
    assert "One independent report (Reuters), printed by 5 articles" in told
    card.hover()
    visitor.page.wait_for_timeout(400)
    assert card.is_visible()
    visitor.page.mouse.move(5, 5)
    card.wait_for(state="hidden")

    visitor.page.locator("#np-question textarea").focus()
    for _ in range(12):
        visitor.page.keyboard.press("Shift+Tab")
        if chip.evaluate("chip => chip === document.activeElement"):
            break
    card.wait_for()
    visitor.page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    assert chip.evaluate("chip => chip === document.activeElement")
    described = chip.evaluate(
        "chip => document.getElementById(chip.getAttribute('aria-describedby')).textContent"
    )
    assert "openly unfriendly" in described


def test_other_quotes_of_the_answer_are_marked_in_the_same_article(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    visitor.ask("the talks").locator(".np-statement .np-chip").nth(1).click()

    assert visitor.visible_mark() == STATEMENT
    near = visitor.page.locator(".np-reader.is-open mark.is-near:not(.is-active)")
    assert "".join(near.all_inner_texts()) == TALKS


def test_refusal_is_followed_by_what_the_archive_does_answer(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    visitor.ask("What about the airport?")
    button = visitor.page.locator(".np-suggestion")
    button.wait_for()
    assert button.inner_text() == SUGGESTION
    button.focus()
    visitor.page.keyboard.press("Enter")
    turn = visitor.page.locator(".np-turn").nth(1)
    turn.locator(".np-answer").wait_for()

    assert turn.locator(".np-question").inner_text() == SUGGESTION
    assert visitor.page.locator(".np-suggestion:visible").count() == 0
    focused = "document.activeElement === document.querySelector('#np-question textarea')"
    assert visitor.page.evaluate(focused)


def test_answer_is_copied_with_its_sources(visit: Callable[..., Visitor], fake_url: str) -> None:
    visitor = visit(fake_url, permissions=["clipboard-read", "clipboard-write"])
    turn = visitor.ask("the talks")
    turn.get_by_role("button", name="Copy with citations").click()
    turn.get_by_role("button", name="Copied").wait_for()
    copied = visitor.page.evaluate("navigator.clipboard.readText()")

    assert copied.startswith("the talks\n\nMoscow has broken off")
    assert "[1] “Moscow has broken off" in copied
    assert "said by the Russian Foreign Ministry" in copied


def test_error_is_reported_once(visit: Callable[..., Visitor], fake_url: str) -> None:
    visitor = visit(fake_url)
    turn = visitor.ask("the talks")
    turn.locator(".np-error-form summary").click()
    turn.get_by_label("The quote does not prove it").check()
    turn.get_by_label("A note, if you like").fill("<b>It is from 2021.</b>")
    turn.get_by_role("button", name="Send the report").click()
    turn.locator(".np-sent").wait_for()

    assert "The error is reported" in turn.inner_text()
    assert turn.locator(".np-error-form").count() == 0


def test_written_answer_takes_the_place_of_the_quotes_as_it_is_proven(
    visit: Callable[..., Visitor], writing_url: str
) -> None:
    visitor = visit(writing_url)
    turn = visitor.ask("the talks")
    assert turn.locator(".np-said").first.inner_text().startswith("Moscow has broken off")
    assert "A language model is writing" in turn.inner_text()
    turn.locator(".np-deeds").wait_for()

    said = [text.strip() for text in turn.locator(".np-said > span:first-child").all_inner_texts()]
    assert said[0] == NEWLY
    assert said[1].startswith("In a statement")
    told = turn.locator(".np-left-out").inner_text()
    assert "1 sentence of the language model was left out: a number in it" in told


def test_answer_is_told_to_a_screen_reader_once_it_is_there(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    visitor.ask("Is it safe?")
    live = visitor.page.locator(".np-live[role=status]")
    live.filter(has_text="Yes. The water is safe").wait_for(state="attached")
    visitor.ask("Who won the chess world championship of 1972?")
    live.filter(has_text="The archive doesn’t say").wait_for(state="attached")
