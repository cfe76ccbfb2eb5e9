"""What runs off a projector's wall, or into what else stands there."""

from playwright.sync_api import Page

# What may not overlap: every line of words, every drawing; a point of half a pixel is let go.
COLLISIONS = """() => {
  const boxes = (each) => [...each.getClientRects()].filter((b) => b.width && b.height);
  const named = (each) => each.className || each.tagName.toLowerCase();
  const fixed = ["mire-clock", ".projector-now h1", ".projector-corner .qr", ".projector-corner p",
    ".projector-join", ".projector-answered .count"];
  const taken = fixed.flatMap((each) => [...document.querySelectorAll(each)])
    .filter((each) => getComputedStyle(each).visibility !== "hidden")
    .flatMap((each) => boxes(each).map((box) => ({ each, box })));
  const isOver = (box, o) => box.left < o.right - 1 && box.right > o.left + 1
    && box.top < o.bottom - 1 && box.bottom > o.top + 1;
  const found = [];
  for (const { each, box } of taken)
    for (const one of taken)
      if (one.each !== each && isOver(box, one.box))
        found.push(`${named(each)} on ${named(one.each)}`);
  for (const each of document.querySelectorAll(".projector-stage *")) {
    const drawing = each.closest("svg");
    if (drawing && each !== drawing && each.tagName !== "text") continue;
    if (each.closest("mire-clock, .visually-hidden")) continue;
    const range = document.createRange();
    range.selectNodeContents(each);
    const isWords = [...each.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    for (const box of isWords ? boxes(range) : each === drawing ? boxes(each) : []) {
      const off = box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1;
      // A drawing is as wide as its column: what stands in it is asked one by one.
      const on = each !== drawing && taken.find((one) => isOver(box, one.box));
      const words = `${each.textContent.trim().slice(0, 40)} ${Math.round(box.top)}`;
      if (off || on) found.push(`${words} ${on ? named(on.each) : "off"}`);
    }
  }
  return found;
}"""

# Words of the stage, in letters under what is read from the back: 2.2 hundredths of the width.
SMALL = """() => [...document.querySelectorAll(".projector-stage *")]
  .filter((each) => !each.closest("svg, mire-clock, .visually-hidden"))
  .filter((each) => each.getClientRects().length)
  .filter((each) => [...each.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 0.022 * innerWidth - 0.5)
  .map((each) => `${each.textContent.trim().slice(0, 40)} ${getComputedStyle(each).fontSize}`)"""


def collisions(page: Page) -> list[str]:
    """Return what can't be read where it stands, one line each, with how far down it is."""
    found: list[str] = page.evaluate(COLLISIONS)
    return found


def too_small(page: Page) -> list[str]:
    """Return the words that the last row can't read, each with its size; drawings are let go."""
    found: list[str] = page.evaluate(SMALL)
    return found
