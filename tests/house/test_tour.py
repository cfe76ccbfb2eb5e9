"""The picture tour: the page that its command writes, and a picture for each scene."""

from tests.house.reading import ROOT
from tools.tour import SCENES, written

IMAGES = ROOT / "docs" / "images" / "visite"


def test_the_page_is_what_the_command_writes() -> None:
    assert (ROOT / "docs" / "visite.md").read_text(encoding="utf-8") == written()


def test_each_scene_has_its_picture_and_each_picture_its_scene() -> None:
    assert {each.stem for each in IMAGES.glob("*.webp")} == {each.name for each in SCENES}
    assert max(each.stat().st_size for each in IMAGES.iterdir()) < 200_000
