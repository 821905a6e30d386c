"""Static files under names by their content, the modules that import each other included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Our own modules only: in scripts of others, words of a comment look like imports.
OF_MODULES = ("offline/*.js", "attachments/*.js")
IMPORTS = (
    (r"""(?P<matched>from "(?P<url>\.[^"]+\.js)";)""", 'from "%(url)s";'),
    (r"""(?P<matched>import "(?P<url>\.[^"]+\.js)";)""", 'import "%(url)s";'),
    (r"""(?P<matched>import\("(?P<url>\.[^"]+\.js)"\))""", 'import("%(url)s")'),
)


class StaticFiles(CompressedManifestStaticFilesStorage):
    """As WhiteNoise has it; and `from "./x.js";` in a script leads to the x of its own release."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, *((where, IMPORTS) for where in OF_MODULES))
