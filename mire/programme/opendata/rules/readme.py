"""What each package says of itself, in a file that needs nothing else to be read."""

from collections.abc import Sequence

from mire.programme.opendata.rules.columns import TABLES
from mire.programme.opendata.rules.opening import Licence

OPEN = """# {title}

Données ouvertes d'une ou plusieurs réunions publiques préparées et animées avec Mire.
Licence : {licences}.

## Les fichiers

{files}- `data.json` : les mêmes tables, d'un seul tenant ;
- `dictionary.csv` : chaque colonne, en français et en anglais ;
- `datapackage.json` : la description que lisent les outils Frictionless (Data Package) ;
- `CHECKSUMS` : l'empreinte SHA-256 de chaque fichier (`sha256sum -c CHECKSUMS`).

Les CSV sont en UTF-8, séparés par des virgules. Une cellule qu'un tableur calculerait (elle
commence par `=`, `+`, `-`, `@`, une tabulation ou un retour à la ligne) porte une apostrophe
devant ; une cellule qui commençait déjà par des apostrophes suivies d'un de ces signes en porte
une de plus. Pour défaire : d'une cellule qui commence par une ou plusieurs apostrophes suivies d'un
de ces signes, ôtez la première. `data.json` contient les mots tels quels.

## Ce qui n'y est pas, et pourquoi

`suppressed.csv` dit ce qui est retenu, combien, par quelle règle. Aucun nom, aucun badge, aucune
place, aucune heure plus fine que la séquence. Un propos y est si quelqu'un l'a relu : placé dans un
thème, ou mis à part. Un groupe sous le seuil n'est pas compté, ni celui d'à côté quand une
soustraction le donnerait. Les nombres sont arrêtés le jour de l'ouverture : ils ne changent plus,
pour que deux versions ne se soustraient pas. Un propos occulté ou effacé depuis n'est plus là :
prenez la dernière version, et ne gardez pas les précédentes.

## In English

Open data of public meetings led with Mire. `dictionary.csv` says each column in English;
`suppressed.csv` says what is held back, how much, by which rule. Texts are those that somebody has
reread. Groups under the threshold are hidden, and so is what would give them away. Figures are
settled on the day of opening. To undo the escaping of a CSV cell that begins with one or more
apostrophes followed by `=`, `+`, `-`, `@`, a tab or a line break, take the first apostrophe away.
"""


def open_readme(title: str, licences: Sequence[Licence]) -> str:
    """Return the README of an open package."""
    files = "".join(
        f"- `{table.name}.csv` : {table.french[0].lower()}{table.french[1:-1]} ;\n"
        for table in TABLES
    )
    said = ", ".join(f"{each.title} ({each.path})" for each in licences)
    return OPEN.format(title=" ".join(title.split()), licences=said, files=files)


ARCHIVE = """# Archive de « {title} »

Document interne : il contient des noms et des propos que rien n'a filtrés. Il se lit sans Mire,
avec un éditeur de texte ; le JSON est du texte.

## Vérifier que rien n'a changé

`CHECKSUMS` donne l'empreinte SHA-256 de chaque fichier, `SEAL` celle de `CHECKSUMS` :

    sha256sum -c SEAL && sha256sum -c CHECKSUMS

`mire export --check DOSSIER` fait de même et nomme le premier fichier qui diffère.

## Ce que contient chaque fichier

- `meetings/…/log.jsonl` : le journal d'une réunion. Une ligne par fait, dans l'ordre, en JSON :
  `seq` (rang), `id`, `activity` (la séquence), `kind` (la sorte de fait), `author` (une table, un
  nom dans un tour nommé ; vide pour une réponse anonyme), `medium` (téléphone ou papier), `body`
  (le contenu), `at` (l'heure, UTC), `chain` (l'empreinte qui lie la ligne aux précédentes). La
  première ligne porte le conducteur, la dernière le nombre de lignes.
- `meetings/…/results.json` : ce que ce journal donne. `mire replay log.jsonl --out DOSSIER` le
  recalcule, à l'octet près.
- `meetings/…/sheet.toml` : le conducteur tel que le bureau l'a gardé.
- `meetings/…/meeting.json` : titre, jour, lieu, et les propos avec la clé que citent les lectures.
- `readings/*.json` : une lecture ; `acts` est la suite de ce que les lecteurs ont fait.
- `findings.json` : les constats, chaque version diffusée, ce que chacun cite.
- `restitutions/` : chaque version diffusée, en JSON et en HTML, qu'un navigateur ouvre.
- `programme.json` : le programme, ses objectifs, ses phases.
- `cases.json` et `methods.json` : les cas pratiques, ce qu'ils ont pris et appris ; les fiches de
  méthode du groupe, et les avis.
- `decisions.json` : les décisions, les questions, les actions ; les dossiers envoyés, les
  scénarios, les relevés.
- `topics.json`, `scheme.json` et `cycles.json` : les sujets demandés et leur suite ; le schéma de
  fonctionnement ; les cycles de résidences.
- `note.json` et `circuit.json` : la note, passage par passage, avec ce que chacun cite ; ses
  versions figées et ses visas, sans nom.
- `sponsorship.json` et `soundings.json` : le portage politique et la délibération ; les sondages.
- `chronicle.json` et `chronicle/` : le récit tel qu'il a été publié, et ses images.
- `journal.json` : le journal du bureau, qui a fait quoi.
- `people.json` : les personnes et leurs rôles, telles que la conservation les laisse aujourd'hui.

L'archive d'une seule réunion n'a ni le journal du bureau, ni les constats, ni les personnes : ils
sont au programme.

## Ce qui n'y est pas

- Les engagements (apporter un sujet, donner du temps, accueillir le laboratoire) et leurs
  adresses : ils restent dans leur registre, et ne sont rapprochés d'aucune réponse.
- Les textes occultés ou effacés, les notes de la régie et du conducteur d'animation dans les
  journaux.
- Les adresses électroniques, les comptes, les lettres de mission, les présences de chacun.
- Les personnes effacées : il reste les jours de leurs rôles, sans nom.
- Les réunions qui ne sont pas terminées{unended}.
"""


def archive_readme(title: str, unended: Sequence[str]) -> str:
    """Return the README of an archive; ``unended``: titles of the meetings that are not in it."""
    named = " : " + ", ".join(f"« {each} »" for each in unended) if unended else ""
    return ARCHIVE.format(title=" ".join(title.split()), unended=named)
