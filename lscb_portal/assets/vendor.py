"""Keep the vendored npm files honest.

`python lscb_portal/assets/vendor.py` compares every vendored file with the hash in static/vendor/manifest.json. It
needs the standard library alone, so it runs anywhere, and it exits with 1 when a file is missing or changed.
`python lscb_portal/assets/vendor.py --update` fetches the pinned packages again with npm, compiles govuk-base.css
with npm's sass and writes the manifest. Only the maintainer who raises a version needs Node.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ASSETS = Path(__file__).resolve().parent
STATIC = ASSETS.parents[1] / "static"
MANIFEST = STATIC / "vendor" / "manifest.json"

SASS = "sass@1.108.2"
STYLESHEET = ASSETS / "portal.scss"
COMPILED = "portal/govuk-base.css"


@dataclass(frozen=True)
class Package:
    """One npm package: which of its files we ship, and where under static/ each goes."""

    name: str
    version: str
    licence: str
    files: dict[str, str]

    @property
    def spec(self):
        """The name npm knows it by, version included."""
        return f"{self.name}@{self.version}"


def font(name, version, faces):
    """A fontsource package; `faces` are names such as `latin-400-normal`."""
    files = {f"files/{name}-{face}.woff2": f"portal/fonts/{name}-{face}.woff2" for face in faces}
    return Package(f"@fontsource/{name}", version, "OFL-1.1", {**files, "LICENSE": f"portal/fonts/OFL-{name}.txt"})


SUBSETS = ("latin", "latin-ext")
GOVUK = Package(
    "govuk-frontend",
    "6.6.0",
    "MIT",
    {"dist/govuk/govuk-frontend.min.js": "vendor/govuk-frontend-6.6.0/govuk-frontend.min.js"},
)
PACKAGES = [
    GOVUK,
    Package(
        "sortablejs",
        "1.15.7",
        "MIT",
        {
            "modular/sortable.core.esm.js": "vendor/sortablejs-1.15.7/sortable.core.esm.js",
            "LICENSE": "vendor/sortablejs-1.15.7/LICENSE",
        },
    ),
    font(
        "source-sans-3",
        "5.3.1",
        [f"{s}-{weight}" for s in SUBSETS for weight in ("400-normal", "400-italic", "600-normal", "700-normal")],
    ),
    font("source-serif-4", "5.3.1", [f"{subset}-600-normal" for subset in SUBSETS]),
]


def main(arguments):
    """Update when asked to, then check; returns the exit code."""
    if "--update" in arguments:
        update()
    entries = json.loads(MANIFEST.read_text())
    changed = [problem for entry in entries for problem in problems(entry)]
    print(f"{len(entries)} vendored files, {len(changed)} changed", *changed, sep="\n  ")
    return 1 if changed else 0


def problems(entry):
    """What is wrong with one manifest entry: nothing, or a list of one sentence."""
    path = STATIC / entry["file"]
    if not path.exists():
        return [f"{entry['file']} is missing"]
    if sha256(path) != entry["sha256"]:
        return [f"{entry['file']} differs from the manifest"]
    if entry["file"] == COMPILED and sha256(STYLESHEET) != entry["compiled_from"]:
        return [f"{STYLESHEET.name} was edited and not compiled: run vendor.py --update"]
    return []


def update():
    """Fetch every package, compile the stylesheet and write the manifest."""
    entries = [entry for package in PACKAGES for entry in fetch(package)]
    compile_stylesheet()
    entries.append({**describe(GOVUK, "lscb_portal/assets/portal.scss", COMPILED), "compiled_from": sha256(STYLESHEET)})
    MANIFEST.write_text(json.dumps(entries, indent=2) + "\n")


def fetch(package):
    """Copy the wanted files out of the package npm packs for us; returns their manifest entries."""
    with tempfile.TemporaryDirectory() as folder:
        packed = npm("pack", "--silent", package.spec, cwd=folder).strip().splitlines()[-1]
        with tarfile.open(Path(folder) / packed) as archive:
            for source, target in package.files.items():
                destination = STATIC / target
                destination.parent.mkdir(parents=True, exist_ok=True)
                destination.write_bytes(archive.extractfile(f"package/{source}").read())
    return [describe(package, source, target) for source, target in package.files.items()]


def compile_stylesheet():
    """Compile portal.scss against the pinned govuk-frontend."""
    with tempfile.TemporaryDirectory() as folder:
        npm("install", "--silent", "--no-audit", "--no-fund", GOVUK.spec, SASS, cwd=folder)
        sass = Path(folder) / "node_modules" / ".bin" / "sass"
        options = ["--load-path", "node_modules", "--style", "compressed", "--no-source-map", "--quiet-deps"]
        subprocess.run([sass, *options, STYLESHEET, STATIC / COMPILED], cwd=folder, check=True)


def npm(*arguments, cwd):
    """Run npm and return what it printed."""
    return subprocess.run(["npm", *arguments], cwd=cwd, check=True, capture_output=True, text=True).stdout


def describe(package, source, target):
    """The manifest's facts about one vendored file."""
    path = STATIC / target
    return {
        "package": package.name,
        "version": package.version,
        "licence": package.licence,
        "source": source,
        "file": target,
        "sha256": sha256(path),
        "bytes": path.stat().st_size,
    }


def sha256(path):
    """Hex digest of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
