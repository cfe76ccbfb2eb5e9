"""What runs off a projector's wall, or into its clock."""

from playwright.sync_api import Page

# What may not overlap: every line of words, every drawing; a point of half a pixel is let go.
COLLISIONS = """() => {
  const boxes = (each) => [...each.getClientRects()].filter((b) => b.width && b.height);
  const clock = document.querySelector("mire-clock").getBoundingClientRect();
  const title = document.querySelector(".projector-now h1").getBoundingClientRect();
  const found = [];
  for (const each of document.querySelectorAll(".projector-stage *")) {
    if (each.closest("svg") && each.tagName !== "svg") continue;
    const range = document.createRange();
    range.selectNodeContents(each);
    const isWords = [...each.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    for (const box of isWords ? boxes(range) : each.tagName === "svg" ? boxes(each) : []) {
      const off = box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1;
      const isIn = (o) => box.left < o.right - 1 && box.right > o.left + 1
        && box.top < o.bottom - 1 && box.bottom > o.top + 1;
      if (off || isIn(clock) || isIn(title))
        found.push(`${each.textContent.trim().slice(0, 40)} ${Math.round(box.top)}`);
    }
  }
  return found;
}"""


def collisions(page: Page) -> list[str]:
    """Return what can't be read where it stands, one line each, with how far down it is."""
    found: list[str] = page.evaluate(COLLISIONS)
    return found
