"""The same contents are the same bytes, and damage is noticed."""

import hashlib
import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.records.archive import Archive, NotAPackage, read_manifest
from engage.records.rules import differences

FILES = {"README.txt": b"Read me.", "plan/a.jsonl": b"{}\n", "restricted/b.jsonl": b"[1]\n"}


def archived(files: dict[str, bytes], *, has_restricted: bool = True) -> bytes:
    made = io.BytesIO()
    archive = Archive(made)
    for path, content in files.items():
        is_kept = has_restricted or not path.startswith("restricted/")
        archive.add(path, [content[:3], content[3:]], is_kept=is_kept)
    archive.finish({"engagement": "ferries"}, has_restricted=has_restricted)
    return made.getvalue()


def test_the_same_contents_are_the_same_bytes() -> None:
    assert archived(FILES) == archived(FILES)


def test_every_file_stands_in_the_manifest_with_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(archived(FILES))
    manifest, stated, found = read_manifest(path)
    assert manifest["engagement"] == "ferries" and set(stated) == set(found) == set(FILES)
    assert list(differences(stated, found, without_restricted=False)) == []


def test_sha256sum_itself_confirms_the_list(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(archived(FILES))) as archive:
        archive.extractall(tmp_path)
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


def test_without_restricted_files_the_manifest_tells_of_them_by_hash(tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(archived(FILES, has_restricted=False))
    manifest, stated, found = read_manifest(path)
    assert manifest["has_restricted"] is False
    assert "restricted/b.jsonl" in stated and "restricted/b.jsonl" not in found
    assert b"[1]" not in path.read_bytes()


@given(st.integers(0, 100_000), st.integers(1, 255))
def test_a_changed_byte_is_noticed_or_changes_no_file(
    tmp_path_factory: pytest.TempPathFactory, place: int, change: int
) -> None:
    whole = bytearray(archived(FILES))
    whole[place % len(whole)] ^= change
    path = tmp_path_factory.mktemp("damaged") / "package.zip"
    path.write_bytes(whole)
    try:
        _, stated, found = read_manifest(path)
    except NotAPackage:
        return
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()}
    is_noticed = any(differences(stated, found, without_restricted=False))
    assert is_noticed or {name: one.sha256 for name, one in found.items()} == hashes


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_package_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(content)
    with pytest.raises(NotAPackage):
        read_manifest(path)


@pytest.mark.parametrize("manifest", ["[]", "null", '"engage-records/1"', '{"format": 1}'])
def test_a_manifest_that_is_none_is_no_package(tmp_path: Path, manifest: str) -> None:
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        archive.writestr("manifest.json", manifest)
        archive.writestr("SHA256SUMS", "")
    with pytest.raises(NotAPackage):
        read_manifest(tmp_path / "package.zip")


@pytest.mark.parametrize("has_restricted", [True, False])
def test_a_list_that_says_something_else_than_the_manifest_is_noticed(
    tmp_path: Path, has_restricted: bool
) -> None:
    """`sha256sum` believes the list: whoever changes a file and its line there is found out too."""
    whole = archived(FILES, has_restricted=has_restricted)
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(io.BytesIO(whole)) as read, zipfile.ZipFile(path, "w") as made:
        for name in read.namelist():
            content = read.read(name)
            made.writestr(name, b"0" * 64 + content[64:] if name == "SHA256SUMS" else content)
    with pytest.raises(NotAPackage):
        read_manifest(path)


def rezipped(path: Path, changes: dict[str, bytes], more: tuple[str, ...] = ()) -> Path:
    """The package as another program packs it again, with other contents or one file twice."""
    with zipfile.ZipFile(io.BytesIO(archived(FILES))) as read, zipfile.ZipFile(path, "w") as made:
        for name in (*read.namelist(), *more):
            made.writestr(name, changes.get(name, read.read(name)))
    return path


def test_a_manifest_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(archived(FILES))) as read:
        marked = {"manifest.json": b"\xef\xbb\xbf" + read.read("manifest.json")}
    _, stated, found = read_manifest(rezipped(tmp_path / "package.zip", marked))
    assert stated == found and set(found) == set(FILES)


def test_a_list_with_a_byte_order_mark_is_not_the_one_that_was_made(tmp_path: Path) -> None:
    """`sha256sum` would not read its first line."""
    with zipfile.ZipFile(io.BytesIO(archived(FILES))) as read:
        marked = {"SHA256SUMS": b"\xef\xbb\xbf" + read.read("SHA256SUMS")}
    with pytest.raises(NotAPackage, match="SHA256SUMS"):
        read_manifest(rezipped(tmp_path / "package.zip", marked))


@pytest.mark.parametrize("name", ["manifest.json", "SHA256SUMS", "README.txt"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_stands_in_a_package_twice_is_noticed(tmp_path: Path, name: str) -> None:
    """Who opens it sees one of the two, and another program the other one."""
    with pytest.raises(NotAPackage, match="twice"):
        read_manifest(rezipped(tmp_path / "package.zip", {}, (name,)))
