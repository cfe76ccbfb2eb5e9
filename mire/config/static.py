"""Static files under names that change with their content, imports between scripts included."""

from servestatic.storage import CompressedManifestStaticFilesStorage

_RELATIVE_IMPORT = (
    r"""(?P<matched>import\s*(?P<import>\{[^}]*\}|\*\s*as\s+\w+|\w+)\s*"""
    r"""from\s*["'](?P<url>\.{1,2}/[^"']+)["']\s*;)"""
)


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """As ServeStatic's; also follows the relative imports of our own scripts.

    Django's own option for this stumbles over bare words in the scripts of others.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("*.js", ((_RELATIVE_IMPORT, """import %(import)s from "%(url)s";"""),)),
    )
