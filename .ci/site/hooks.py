"""The documents are written to be read in the repository. This makes the same files a site."""

import os
import posixpath
import re
from pathlib import Path

from mkdocs.structure.files import File
from mkdocs.structure.nav import Link

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r'(\]\(|src(?:set)?=")(?!https?:|#)([^)#"]+)')


def on_files(files, config):
    """The README is the first page. What people do not read stays out; files that pages link to stay in."""
    for file in [file for file in files if file.src_path.endswith("README.md")]:
        # MkDocs calls a README index.html, and the first page is called that.
        name = posixpath.join(posixpath.dirname(file.src_path), "contents.html")
        file.dest_path = file.url = name
        file.abs_dest_path = str(Path(config["site_dir"], name))
    files.append(File("index.md", str(ROOT), config["site_dir"], use_directory_urls=False))
    return files


def on_page_read_source(page, config):
    return (ROOT / "README.md").read_text("utf-8") if page.file.src_path == "index.md" else None


def on_page_markdown(markdown, page, config, files):
    """Links out of the documents lead to the repository, and lists are indented as Python's Markdown has it."""
    here = "" if page.file.src_path == "index.md" else "docs/" + posixpath.dirname(page.file.src_path)

    def link(match):
        target = posixpath.normpath(posixpath.join(here, match[2]))
        if not (ROOT / target).exists():
            raise SystemExit(f"{page.file.src_path} links to {match[2]}, which does not exist")
        if target == "README.md":
            return match[1] + posixpath.relpath("index.md", posixpath.dirname(page.file.src_path) or ".")
        inside = posixpath.relpath(target, "docs")
        if inside.startswith("..") or not files.get_file_from_path(inside):
            return f"{match[1]}{config['repo_url']}/blob/main/{target}"
        path = inside if match[1] == "](" else files.get_file_from_path(inside).url
        return match[1] + posixpath.relpath(path, posixpath.dirname(page.file.src_path) or ".")

    lines, fence = [], None  # a fence that is open, and how far it is indented
    for line in markdown.split("\n"):
        indent = len(line) - len(line.lstrip())
        if line.lstrip().startswith("```"):
            fence = indent if fence is None else None
        in_list = indent == 3 if fence is None else fence == 3
        line = line if fence is not None else LINK.sub(link, line)
        lines.append(" " + line if in_list and line else line)
    return "\n".join(lines)


def on_nav(nav, config, files):
    """No document is forgotten. The decisions have a table of contents of their own. The Javadoc is added later."""
    shown = {page.file.src_path for page in nav.pages}
    for file in files.documentation_pages():
        if file.src_path not in shown and not re.match(r"decisions/\d", file.src_path):
            raise SystemExit(f"{file.src_path} is not in the nav of .ci/site/mkdocs.yml")
    if os.environ.get("SITE_JAVADOC"):
        nav.items.append(Link("Javadoc", "javadoc/index.html"))
    return nav
