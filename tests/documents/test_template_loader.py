"""A template's layout stays in its file: what leaves it can't be seen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.template import Context, Engine, engines
from django.template.base import tag_re
from playwright.sync_api import Page

from mire.documents.template_loader import strip_layout
from tests.house.reading import HOUSE
from tests.support.browser import axe

TEMPLATES = sorted(path for path in HOUSE.rglob("*.html") if "templates" in path.parts)


@pytest.mark.parametrize(
    ("laid_out", "stripped"),
    [
        ("<p>\n  Un\n  deux\n</p>\n", "<p>Un deux</p>"),
        ("<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>", "<ul><li>a</li><li>b</li></ul>"),
        # Between words and elements of a line one space shows.
        ("<p>\n  a <b>b</b>\n  <i>c</i>, <a>d</a>e\n</p>", "<p>a <b>b</b> <i>c</i>, <a>d</a>e</p>"),
        ("<b>a</b>\n<b>b</b>", "<b>a</b> <b>b</b>"),
        ("<p><span> a </span></p>", "<p><span> a </span></p>"),
        ("a <br>\n b", "a<br>b"),
        ("<button>\n  a\n</button>\n<button>b</button>", "<button>a</button> <button>b</button>"),
        # No-break spaces are no white space.
        ("<p>\u202f; \u00a0</p>", "<p>\u202f; \u00a0</p>"),
        # Hidden fields are as if they weren't there.
        ('<p>\n <input type="hidden">\n a</p>', '<p><input type="hidden">a</p>'),
        ("<form>\n  {% csrf_token %}\n  a</form>", "<form>{% csrf_token %}a</form>"),
        ("{% load i18n %}\n{# why #}\n<p>a</p>", "{% load i18n %}{# why #}<p>a</p>"),
        ('{% translate "a" as b %}\n{{ b }}', '{% translate "a" as b %}{{ b }}'),
        ("a <!-- b --> c", "a <!-- b -->c"),
        # In figures.
        (
            "<svg>\n <g>\n <path/>\n <text>\n a</text></g></svg>",
            "<svg><g><path/><text>a</text></g></svg>",
        ),
        ("<text>1\n <tspan> a</tspan></text>", "<text>1 <tspan> a</tspan></text>"),
    ],
)
def test_white_space_that_cannot_show_goes(laid_out: str, stripped: str) -> None:
    assert strip_layout(laid_out) == stripped


@pytest.mark.parametrize(
    ("laid_out", "stripped"),
    [
        ("<p>\n{% if a %}\n  b\n{% endif %}\n</p>", "<p>{% if a %}b{% endif %}</p>"),
        (
            "<p>{% if a %}\n b\n{% else %}\n c\n{% endif %}</p>",
            "<p>{% if a %}b{% else %}c{% endif %}</p>",
        ),
        # Hidden in one branch alone, it stays.
        ("a{% if b %}\n<p>c</p>\n{% endif %}\nd", "a{% if b %}<p>c</p>{% endif %} d"),
        ("a\n{% if b %}\n c{% endif %}", "a {% if b %}c{% endif %}"),
        (
            "{% if a %}<p>b</p>{% elif c %}<p>d</p>{% endif %}\ne",
            "{% if a %}<p>b</p>{% elif c %}<p>d</p>{% endif %}e",
        ),
        (
            "x{% if a %}<p>b</p>{% elif c %}<p>d</p>{% endif %}\ne",
            "x{% if a %}<p>b</p>{% elif c %}<p>d</p>{% endif %} e",
        ),
        # A turn of a loop follows another.
        (
            "<ul>\n{% for a in b %}\n {% if a %}\n <li>c</li>\n {% endif %}\n{% endfor %}\n</ul>",
            "<ul>{% for a in b %}{% if a %}<li>c</li>{% endif %}{% endfor %}</ul>",
        ),
        (
            "<p>\n{% for a in b %}\n {{ a }}{% endfor %}\n</p>",
            "<p>{% for a in b %} {{ a }}{% endfor %}</p>",
        ),
        (
            "<p>{% for a in b %}{{ a }}\n{% empty %}\n c\n{% endfor %}</p>",
            "<p>{% for a in b %}{{ a }} {% empty %}c {% endfor %}</p>",
        ),
        ("{% with a=1 %}\n <p>b</p>\n{% endwith %}", "{% with a=1 %}<p>b</p>{% endwith %}"),
        (
            "{% ifchanged %}\n a{% else %}b{% endifchanged %}",
            "{% ifchanged %}a{% else %}b{% endifchanged %}",
        ),
        ("{% block a %}\n b\n{% endblock %}", "{% block a %}b{% endblock %}"),
        # What is included may start or end with a word.
        ('a\n{% include "b" %}\n{% include "c" %}', 'a {% include "b" %} {% include "c" %}'),
    ],
)
def test_whichever_way_leads_there(laid_out: str, stripped: str) -> None:
    assert strip_layout(laid_out) == stripped


@pytest.mark.parametrize(
    ("laid_out", "stripped"),
    [
        ('<p\n  class="a"\n  hidden\n>b</p>', '<p class="a" hidden>b</p>'),
        ('<path\n  d="M0 0"\n/>', '<path d="M0 0"/>'),
        ("<a href=b />", "<a href=b />"),
        (
            '<p class="a"\n  {% if b %}hidden{% endif %}>c</p>',
            '<p class="a" {% if b %}hidden{% endif %}>c</p>',
        ),
        # Values are kept, and a quote or > in one ends nothing.
        ('<p title="a  >\n b" lang="fr">c</p>', '<p title="a  >\n b" lang="fr">c</p>'),
        ('<p title="{{ a|default:"" }}"  lang="fr">', '<p title="{{ a|default:"" }}" lang="fr">'),
        (
            '<p title="{% if a %}b" lang="c{% endif %}">',
            '<p title="{% if a %}b" lang="c{% endif %}">',
        ),
        ("<textarea>\n a\n  b</textarea>\n<p>c</p>", "<textarea>\n a\n  b</textarea><p>c</p>"),
        ("<pre>\n a\n  {{ b }}\n </pre>", "<pre>\n a\n  {{ b }}\n </pre>"),
        ("<script>\n a\n  < b</script>", "<script>\n a\n  < b</script>"),
        (
            "{% blocktranslate %}\n a {% endblocktranslate %}",
            "{% blocktranslate %}\n a {% endblocktranslate %}",
        ),
        (
            "{% blocktranslate trimmed %}\n a\n{% plural %}\n b\n{% endblocktranslate %}",
            "{% blocktranslate trimmed %}\n a\n{% plural %}\n b\n{% endblocktranslate %}",
        ),
        (
            "{% verbatim %}\n {{ a }}\n{% endverbatim %}",
            "{% verbatim %}\n {{ a }}\n{% endverbatim %}",
        ),
        ("{% comment %}\n <p>\n{% endcomment %}\na", "{% comment %}\n <p>\n{% endcomment %}a"),
        ("<p>1 < 2  {% if a < b %} c{% endif %}</p>", "<p>1 < 2 {% if a < b %}c{% endif %}</p>"),
    ],
)
def test_attributes_sentences_and_raw_text_are_kept(laid_out: str, stripped: str) -> None:
    assert strip_layout(laid_out) == stripped


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_template_keeps_its_tags_and_is_stripped_at_once(path: Path) -> None:
    source = path.read_text()
    stripped = strip_layout(source)
    assert tag_re.findall(stripped) == tag_re.findall(source)
    assert strip_layout(stripped) == stripped
    assert "".join(stripped.split()) == "".join(source.split())
    Engine.get_default().from_string(stripped)


def test_pages_are_made_of_stripped_templates() -> None:
    loaded = engines["django"].get_template("documents/table.html")
    path = HOUSE / "documents" / "templates" / "documents" / "table.html"
    assert loaded.template.source == strip_layout(path.read_text()) != path.read_text()


SEEN = """
<!doctype html>
<html lang="fr">
  <head>
    <title>Essai</title>
  </head>
  <body>
    <main>
      <h1>
        Un <small> petit </small>
        titre
      </h1>
      {% for word in words %}
        {% if word %}
          <p>
            {{ word }} <b>gras</b>
            <i>penché</i>, <a href="/">lien</a>.
            {% if forloop.first %}
              Premier <br>
              à la ligne
            {% endif %}
            suite
          </p>
        {% endif %}
      {% endfor %}
      Texte <span> entre </span>
      <div>
        deux blocs
      </div>
      <form>
        <input type="hidden" name="a" value="b">
        <label>Nom <input name="n"></label>
        <select aria-label="Choix">
          <option>
            un
          </option>
        </select>
        <button>
          Envoyer
        </button>
        <button>Effacer</button>
        <textarea aria-label="Propos">
 Un propos
   en retrait
</textarea>
      </form>
      <pre>
  un
    deux
</pre>
      <table>
        <tr>
          <td>
            1
          </td>
          <td>2</td>
        </tr>
      </table>
      <svg width="300" height="40" role="img" aria-label="Figure">
        <g>
          <rect width="5" height="5" />
          <text x="10" y="20">
            3 <tspan font-weight="700"> sur </tspan>
            4
          </text>
        </g>
      </svg>
    </main>
  </body>
</html>
"""
PLACES = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ALL);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Text) {
      for (const word of node.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const { x, y, width, height } = range.getBoundingClientRect();
        found.push([word[0], x, y, width, height]);
      }
    } else {
      const { x, y, width, height } = node.getBoundingClientRect();
      found.push([node.nodeName, x, y, width, height]);
    }
  }
  return found;
}"""


@pytest.mark.browser
def test_nothing_moves_on_a_page(new_page: Callable[..., Page]) -> None:
    page = new_page()
    context = {"words": ["Un", "", "Deux"]}
    places = []
    for source in (SEEN, strip_layout(SEEN)):
        page.set_content(Engine.get_default().from_string(source).render(Context(context)))
        places.append(page.evaluate(PLACES))
    assert len(places[0]) > 60
    assert places[0] == places[1]
    assert axe(page) == []
