"""Where one private WordPress lives, and the values its files are filled in with."""

import grp
import os
import pwd
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILES = Path(__file__).with_name("files")
SOURCE = Path("/usr/share/wordpress")
PLUGIN = Path(__file__).parents[3] / "engage" / "wordpress" / "plugin"


@dataclass(frozen=True)
class Place:
    folder: Path
    port: int

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def database_socket(self) -> Path:
        return self.folder / "db.sock"

    @property
    def mail(self) -> Path:
        return self.folder / "mail"

    def fill(self, name: str, target: Path, **values: str) -> Path:
        """Writes one of files/ with each @NAME@ replaced."""
        text = (FILES / name).read_text()
        for key, value in {**self._values(), **values}.items():
            text = text.replace(f"@{key}@", value)
        target.write_text(text)
        return target

    def _values(self) -> dict[str, str]:
        return {
            "DIR": str(self.folder),
            "HOST": self.host,
            "PORT": str(self.port),
            "SOCKET": str(self.database_socket),
            "USER": account(),
            "GROUP": grp.getgrgid(os.getgid()).gr_name,
        }


def account() -> str:
    return pwd.getpwuid(os.getuid()).pw_name


def lay_out(place: Place, salt: str, constants: Mapping[str, str]) -> None:
    """A copy of Debian's WordPress: its own configuration, its own uploads, links followed."""
    shutil.copytree(SOURCE, place.site, ignore_dangling_symlinks=True)
    for name in ("mail", "tmp", "site/wp-content/mu-plugins", "site/wp-content/uploads"):
        (place.folder / name).mkdir(exist_ok=True)
    (place.site / "wp-config.php").unlink(missing_ok=True)
    defined = "\n".join(f"define('{name}', '{value}');" for name, value in constants.items())
    place.fill("wp-config.php", place.site / "wp-config.php", SALT=salt, CONSTANTS=defined)
    place.fill("local.php", place.site / "wp-content/mu-plugins/000-local.php")
    place.fill("sendmail", place.folder / "sendmail").chmod(0o755)


def add_plugin(place: Place) -> None:
    """Ours as a must-use plugin: there from the first request, and no page can switch it off."""
    shutil.copytree(PLUGIN, place.site / "wp-content" / "mu-plugins", dirs_exist_ok=True)
