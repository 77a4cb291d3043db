"""The plugin for the WordPress side, as files to be put there.

It is written in PHP and lies in this package, so that an installed Engage can hand it out in the
version that fits.
"""

import shutil
from pathlib import Path
from typing import Final

PLUGIN: Final = Path(__file__).with_name("plugin")


def write_plugin(target: Path) -> list[Path]:
    """Puts the plugin's files into a folder, over those of an earlier version; where each is now.

    As a plugin the folder is `wp-content/plugins/engage`, as a must-use one
    `wp-content/mu-plugins`. OSError when it cannot be written.
    """
    written = []
    for source in sorted(PLUGIN.rglob("*.php")):
        path = target / source.relative_to(PLUGIN)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, path)
        written.append(path)
    return written
