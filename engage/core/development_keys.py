"""Keys of a development machine, made once and kept readable by their owner only."""

import base64
import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import Final

FILE_NAME: Final = "development-keys.json"
DATA_KEY_BYTES: Final = 32


def development_keys(var_dir: Path) -> dict[str, str]:
    """`secret_key` and `data_keys` as settings' texts.

    They appear whole or not at all: web and worker may look for them at the same moment. Raises
    OSError where nothing can be kept, ValueError for a file that is broken.
    """
    path = var_dir / FILE_NAME
    var_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        made = {
            "secret_key": secrets.token_urlsafe(48),
            "data_keys": "dev:" + base64.b64encode(secrets.token_bytes(DATA_KEY_BYTES)).decode(),
        }
        _write_once(path, json.dumps(made))
    keys = json.loads(path.read_text("utf-8"))
    if not isinstance(keys, dict):
        raise ValueError(FILE_NAME)
    return {name: str(keys.get(name, "")) for name in ("secret_key", "data_keys")}


def _write_once(path: Path, text: str) -> None:
    """Writes a private file unless another process was quicker."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
