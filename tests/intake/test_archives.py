from __future__ import annotations

import gzip
import io
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from routerlint.errors import UnreadableInput
from routerlint.intake.archive import archive_kind
from routerlint.intake.limits import Limits
from routerlint.intake.values import Recognised, Refused, Skipped

Pack = Callable[..., bytes]
Gather = Callable[..., list[Any]]


def _zip(members: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _entry(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type = kind
    entry.linkname = target
    return entry


def _refusal(found: list[Any]) -> str:
    (only,) = found
    assert isinstance(only, Refused)
    assert isinstance(only.error, UnreadableInput)
    assert "\n" not in str(only.error)
    return str(only.error)


def test_a_backup_archive_is_one_input_with_names_from_its_root(tmp_path: Path, gather: Gather, tar: Pack) -> None:
    file = tmp_path / "backup.tar.gz"
    file.write_bytes(tar({"etc/config/firewall": b"config defaults\n", "etc/config/network": b"config interface\n"}))
    (found,) = gather(file)
    assert [f.name for f in found.document.files] == ["etc/config/firewall", "etc/config/network"]
    assert found.document.name == file.as_posix()
    assert found.place == f"{file.as_posix()}/"


@pytest.mark.parametrize("name", ["backup.bin", "backup.tgz", "backup"])
def test_an_archive_is_known_by_its_content_and_not_by_its_name(
    name: str, tmp_path: Path, gather: Gather, tar: Pack
) -> None:
    (tmp_path / name).write_bytes(tar({"./etc/config/firewall": b"config defaults\n"}))
    (found,) = gather(tmp_path / name)
    assert found.vendor.id == "brim"


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_tar_with_and_without_compression(mode: str, tmp_path: Path, gather: Gather, tar: Pack) -> None:
    (tmp_path / "a").write_bytes(tar({"gw.cfg": b"apex\n"}, mode))
    (found,) = gather(tmp_path / "a")
    assert found.document.files[0].name == "gw.cfg"


def test_an_old_tar_without_its_magic_word_is_known_by_its_checksum(tar: Pack) -> None:
    data = bytearray(tar({"gw.cfg": b"apex\n"}, "w"))
    data[257:265] = b"\0" * 8
    data[148:156] = b"%06o\0 " % (sum(data[:512]) - sum(data[148:156]) + 256)
    assert archive_kind(bytes(data)) == "tar"


def test_zip_with_several_configurations_is_a_folder_in_one_file(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "all.zip").write_bytes(_zip({"b/gw2.cfg": b"apex\n", "a/gw1.cfg": b"apex\n", "readme.txt": b"hello\n"}))
    found = gather(tmp_path / "all.zip")
    assert [f.document.files[0].name for f in found if isinstance(f, Recognised)] == ["a/gw1.cfg", "b/gw2.cfg"]
    assert [f.name.rpartition("/")[2] for f in found if isinstance(f, Skipped)] == ["readme.txt"]


def test_a_zip_made_on_windows_has_its_backslashes_turned(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "all.zip").write_bytes(_zip({"etc\\config\\firewall": b"config defaults\n"}))
    (found,) = gather(tmp_path / "all.zip")
    assert found.document.files[0].name == "etc/config/firewall"


def test_a_compressed_file_keeps_its_name(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "gw.rsc.gz").write_bytes(gzip.compress(b"apex\n"))
    (found,) = gather(tmp_path / "gw.rsc.gz")
    assert found.document.files[0].name == "gw.rsc.gz"


def test_a_compressed_file_in_two_parts_is_read_whole(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "gw.gz").write_bytes(gzip.compress(b"apex\n") + gzip.compress(b"more\n"))
    (found,) = gather(tmp_path / "gw.gz")
    assert found.document.files[0].text == "apex\nmore\n"


def test_an_archive_within_a_folder_keeps_its_name_before_those_of_its_members(
    tmp_path: Path, gather: Gather, tar: Pack
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "backup.tgz").write_bytes(tar({"etc/config/firewall": b"config defaults\n"}))
    (found,) = gather(tmp_path)
    assert found.document.files[0].name == "site/backup.tgz/etc/config/firewall"


def test_archives_within_archives_are_read_to_a_bounded_depth(tmp_path: Path, gather: Gather, tar: Pack) -> None:
    data = tar({"gw.cfg": b"apex\n"})
    (tmp_path / "two.tgz").write_bytes(tar({"one.tgz": data}))
    (found,) = gather(tmp_path / "two.tgz")
    assert found.document.files[0].name == "one.tgz/gw.cfg"
    for _ in range(4):
        data = tar({"inner.tgz": data})
    (tmp_path / "five.tgz").write_bytes(data)
    assert "deep" in _refusal(gather(tmp_path / "five.tgz"))


def test_compression_upon_compression_ends(tmp_path: Path, gather: Gather) -> None:
    data = b"apex\n"
    for _ in range(6):
        data = gzip.compress(data)
    (tmp_path / "onion.gz").write_bytes(data)
    assert "deep" in _refusal(gather(tmp_path / "onion.gz"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "C:/windows/system.ini", "..\\..\\b"])
def test_a_member_that_leaves_the_archive_refuses_it(name: str, tmp_path: Path, gather: Gather, tar: Pack) -> None:
    (tmp_path / "evil.tar").write_bytes(tar({"etc/config/firewall": b"config defaults\n", name: b"x"}, "w"))
    assert "leaves the archive" in _refusal(gather(tmp_path / "evil.tar"))
    (tmp_path / "evil.zip").write_bytes(_zip({name: b"x"}))
    assert "leaves the archive" in _refusal(gather(tmp_path / "evil.zip"))


@pytest.mark.parametrize("target", ["/etc/shadow", "../../../etc/shadow", "network"])
def test_a_link_in_the_place_of_a_configuration_refuses_the_archive(
    target: str, tmp_path: Path, gather: Gather, tar: Pack
) -> None:
    link = _entry("etc/config/wireless", tarfile.SYMTYPE, target)
    (tmp_path / "evil.tar").write_bytes(tar({"etc/config/firewall": b"config defaults\n", "x": link}, "w"))
    assert "link" in _refusal(gather(tmp_path / "evil.tar"))


def test_a_hard_link_refuses_the_archive(tmp_path: Path, gather: Gather, tar: Pack) -> None:
    link = _entry("gw.cfg", tarfile.LNKTYPE, "other")
    (tmp_path / "evil.tar").write_bytes(tar({"x": link}, "w"))
    assert "link" in _refusal(gather(tmp_path / "evil.tar"))


def test_a_link_beside_plain_configurations_is_told(tmp_path: Path, gather: Gather, tar: Pack) -> None:
    link = _entry("latest.cfg", tarfile.SYMTYPE, "gw.cfg")
    (tmp_path / "all.tar").write_bytes(tar({"gw.cfg": b"apex\n", "x": link}, "w"))
    judged, refused = gather(tmp_path / "all.tar")
    assert isinstance(judged, Recognised)
    assert isinstance(refused, Refused)


def test_a_link_of_the_start_scripts_is_no_harm(tmp_path: Path, gather: Gather, tar: Pack) -> None:
    # `sysupgrade -b -o` of OpenWrt packs the overlay with its rc.d links
    link = _entry("etc/rc.d/S19firewall", tarfile.SYMTYPE, "../init.d/firewall")
    (tmp_path / "backup.tar").write_bytes(tar({"etc/config/firewall": b"config defaults\n", "x": link}, "w"))
    (found,) = gather(tmp_path / "backup.tar")
    assert isinstance(found, Recognised)
    assert found.document.other_names == ("etc/rc.d/S19firewall",)


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_a_device_in_an_archive_refuses_it(kind: bytes, tmp_path: Path, gather: Gather, tar: Pack) -> None:
    (tmp_path / "evil.tar").write_bytes(tar({"x": _entry("dev/null", kind)}, "w"))
    assert "no regular file" in _refusal(gather(tmp_path / "evil.tar"))


def test_a_symbolic_link_in_a_zip_is_refused(tmp_path: Path, gather: Gather) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("gw.cfg")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/shadow")
    (tmp_path / "evil.zip").write_bytes(stream.getvalue())
    assert "link" in _refusal(gather(tmp_path / "evil.zip"))


def test_a_gigabyte_in_a_small_zip_is_refused_before_it_is_unpacked(tmp_path: Path, gather: Gather) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x", "w") as stream:
        for _ in range(1000):
            stream.write(bytes(1_000_000))
    start = time.process_time()
    assert "unpacks to more than" in _refusal(gather(tmp_path / "bomb.zip"))
    assert time.process_time() - start < 0.2


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path, gather: Gather) -> None:
    data = _zip({"gw.cfg": bytes(3_000_000)})
    lied = data.replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    (tmp_path / "liar.zip").write_bytes(lied)
    assert _refusal(gather(tmp_path / "liar.zip"))


def test_a_gzip_bomb_is_refused_early(tmp_path: Path, gather: Gather) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = b"".join(packer.compress(bytes(1_000_000)) for _ in range(300)) + packer.flush()
    (tmp_path / "bomb.gz").write_bytes(data)
    start = time.process_time()
    assert "unpacks to more than" in _refusal(gather(tmp_path / "bomb.gz"))
    assert time.process_time() - start < 0.5


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path, gather: Gather, tar: Pack) -> None:
    (tmp_path / "many.tar").write_bytes(tar({f"f{n}": b"" for n in range(30)}, "w"))
    assert "more than 20 files" in _refusal(gather(tmp_path / "many.tar", limits=Limits(members=20)))
    (tmp_path / "many.zip").write_bytes(_zip({f"f{n}": b"" for n in range(30)}))
    assert "more than 20 files" in _refusal(gather(tmp_path / "many.zip", limits=Limits(members=20)))


def test_nested_archives_share_one_budget(tmp_path: Path, gather: Gather, tar: Pack) -> None:
    inner = tar({"a": b"apex\n" * 1000})
    (tmp_path / "outer.tar").write_bytes(tar({f"{n}.tgz": inner for n in range(10)}, "w"))
    assert "unpacks to more than" in _refusal(gather(tmp_path / "outer.tar", limits=Limits(unpacked=30_000)))


@pytest.mark.parametrize("cut", [12, 40, -8])
def test_a_truncated_gzip_is_refused(cut: int, tmp_path: Path, gather: Gather, tar: Pack) -> None:
    whole = tar({"etc/config/firewall": bytes(range(256)) * 40})
    (tmp_path / "cut.tar.gz").write_bytes(whole[:cut])
    assert "gzip" in _refusal(gather(tmp_path / "cut.tar.gz"))


def test_a_truncated_tar_is_refused(tmp_path: Path, gather: Gather, tar: Pack) -> None:
    (tmp_path / "cut.tar").write_bytes(tar({"gw.cfg": b"apex\n" * 1000}, "w")[:2000])
    assert "tar" in _refusal(gather(tmp_path / "cut.tar"))


def test_a_damaged_zip_is_refused(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "cut.zip").write_bytes(_zip({"gw.cfg": b"apex\n" * 100})[:60])
    assert "zip" in _refusal(gather(tmp_path / "cut.zip"))


def test_an_encrypted_zip_says_so(tmp_path: Path, gather: Gather) -> None:
    data = bytearray(_zip({"gw.cfg": b"apex\n"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(data)
    assert "is encrypted" in _refusal(gather(tmp_path / "locked.zip"))


@pytest.mark.parametrize(
    ("magic", "packer"), [(b"\xfd7zXZ\x00", "xz"), (b"BZh91AY", "bzip2"), (b"Rar!\x1a\x07", "RAR")]
)
def test_other_packers_are_named(magic: bytes, packer: str, tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "a").write_bytes(magic + b"rest")
    assert f"packed with {packer}" in _refusal(gather(tmp_path / "a"))


def test_a_refused_archive_does_not_stop_the_others(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "a.gz").write_bytes(b"\x1f\x8bbroken")
    (tmp_path / "b.cfg").write_bytes(b"apex\n")
    kinds = {type(found) for found in gather(tmp_path)}
    assert kinds == {Refused, Recognised}
