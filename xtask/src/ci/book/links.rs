//! Every link inside the built book has a target. Links to other sites are not checked.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::Result;

/// Where the book's pages link to files that are not in the book, on the branch `main`.
const REPOSITORY: &str = "https://github.com/portcullis-rs/portcullis";

/// One page as HTML: its links, and the ids that links can name.
#[derive(Debug, Default, PartialEq)]
struct Page {
    links: Vec<String>,
    ids: BTreeSet<String>,
}

/// Reads the built pages and follows their links.
pub(super) fn check(root: &Path, built: &Path) -> Result<Vec<String>> {
    let mut files = BTreeSet::new();
    list(built, "", &mut files)?;
    let mut pages = BTreeMap::new();
    for file in files.iter().filter(|file| has_extension(file, "html")) {
        pages.insert(file.clone(), read(&fs::read_to_string(built.join(file))?));
    }
    let links: usize = pages.values().map(|page| page.links.len()).sum();
    println!("{} pages, {links} links", pages.len());
    Ok(broken(&pages, &files, &|path| root.join(path).exists()))
}

/// Whether a file's name ends like this.
pub(super) fn has_extension(file: &str, extension: &str) -> bool {
    Path::new(file).extension().is_some_and(|own| own == extension)
}

fn list(dir: &Path, below: &str, files: &mut BTreeSet<String>) -> Result {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.insert(name);
        }
    }
    Ok(())
}

fn broken(
    pages: &BTreeMap<String, Page>,
    files: &BTreeSet<String>,
    kept: &dyn Fn(&str) -> bool,
) -> Vec<String> {
    let mut findings = BTreeSet::new();
    for (name, page) in pages {
        for link in &page.links {
            if let Some(wrong) = judge(name, link, pages, files, kept) {
                findings.insert(format!("{}: `{link}`: {wrong}.", source(name)));
            }
        }
    }
    findings.into_iter().collect()
}

/// The source of a page; the sidebar is on all pages and has a source of its own.
fn source(page: &str) -> String {
    match page {
        "toc.html" => "docs/SUMMARY.md".to_owned(),
        _ => format!("docs/{}.md", page.trim_end_matches(".html")),
    }
}

/// What is wrong with a link, if anything is.
fn judge(
    from: &str,
    link: &str,
    pages: &BTreeMap<String, Page>,
    files: &BTreeSet<String>,
    kept: &dyn Fn(&str) -> bool,
) -> Option<&'static str> {
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    if let Some(inside) = link.strip_prefix(REPOSITORY) {
        let (_, path) = ["/blob/main/", "/edit/main/", "/tree/main/"]
            .iter()
            .find_map(|way| inside.split_once(way).filter(|(before, _)| before.is_empty()))?;
        let path = decoded(path.split(['#', '?']).next().unwrap_or_default());
        return (!kept(&path)).then_some("the repository has no such file");
    }
    if has_scheme(path) {
        return None;
    }
    let path = decoded(path.split('?').next().unwrap_or_default());
    let target = match path.as_str() {
        "" => from.to_owned(),
        path => match joined(from, path) {
            Some(target) => target,
            None => return Some("it leads out of the book; link to the file in the repository instead"),
        },
    };
    if !files.contains(&target) {
        return Some("the book has no such page");
    }
    let lost =
        !fragment.is_empty() && pages.get(&target).is_some_and(|page| !page.ids.contains(&decoded(fragment)));
    lost.then_some("the page has no such heading")
}

fn has_scheme(link: &str) -> bool {
    let scheme = link.split(['/', '?']).next().unwrap_or_default();
    link.starts_with("//") || scheme.contains(':')
}

/// The file that a relative path names, seen from a page.
fn joined(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    if path.starts_with('/') {
        parts.clear();
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    if path.ends_with('/') {
        parts.push("index.html");
    }
    Some(parts.join("/"))
}

/// Undoes `%20` and its like.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = byte.map_or(after, |_| after.get(2..).unwrap_or_default());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads the tags of a page. What stands between them is text, in which `<` is always escaped, or a script.
fn read(html: &str) -> Page {
    let mut page = Page::default();
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        rest = attributes(tag, &mut page);
        if name == "script" {
            rest = rest.split_once("</script").map_or("", |(_, after)| after);
        }
    }
    page
}

/// Takes what is wanted out of one tag and returns what follows it.
fn attributes<'a>(tag: &'a str, page: &mut Page) -> &'a str {
    let mut rest = tag;
    loop {
        let Some(at) = rest.find(['>', '"']) else { return "" };
        let (before, after) = rest.split_at(at);
        if after.starts_with('>') {
            return after;
        }
        let Some((value, next)) = after.get(1..).and_then(|after| after.split_once('"')) else { return "" };
        let name = before.trim_end_matches('=').rsplit(char::is_whitespace).next().unwrap_or_default();
        match name {
            "href" | "src" => page.links.push(unescaped(value)),
            "id" | "name" => drop(page.ids.insert(unescaped(value))),
            _ => {}
        }
        rest = next;
    }
}

fn unescaped(text: &str) -> String {
    let pairs =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (name, sign)| text.replace(name, sign))
}

#[cfg(test)]
mod tests;
