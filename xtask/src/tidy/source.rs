//! The files of the repository, and Rust files in parsed form.

use std::fs;
use std::path::Path;

use proc_macro2::TokenStream;
use syn::{Attribute, Expr, Lit, Meta};
use xshell::{Shell, cmd};

use super::finding::Finding;
use crate::Result;

/// A text file of the repository.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// Where it is, relative to the workspace, with `/`.
    pub(crate) path: String,
    /// What it holds.
    pub(crate) text: String,
}

/// A Rust file, parsed.
pub(crate) struct Rust {
    /// Every token.
    pub(crate) tokens: TokenStream,
    /// The syntax tree.
    pub(crate) file: syn::File,
}

impl Source {
    /// A file with this content.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether it is Rust source.
    pub(crate) fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == "rs")
    }

    /// Whether it is Markdown that we write; the vendors' facts quote what they found.
    pub(crate) fn is_markdown(&self) -> bool {
        let markdown = Path::new(&self.path).extension().is_some_and(|extension| extension == "md");
        markdown && !self.path.starts_with("docs/api/")
    }

    /// Its last path segment.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The folder under `crates` when the file is below `crates/<folder>/<part>`.
    pub(crate) fn crate_with(&self, part: &str) -> Option<&str> {
        let (folder, rest) = self.path.strip_prefix("crates/")?.split_once('/')?;
        rest.strip_prefix(part)?.starts_with('/').then_some(folder)
    }

    /// Its lines, numbered from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Its syntax; a finding where it has none.
    pub(crate) fn parse(&self) -> std::result::Result<Rust, Finding> {
        let fail = |line: usize, error: &dyn std::fmt::Display| {
            Finding::new(&self.path, line, format!("The file is not valid Rust: {error}"))
        };
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(&self.text);
        let tokens: TokenStream =
            text.parse().map_err(|error: proc_macro2::LexError| fail(error.span().start().line, &error))?;
        let file = syn::parse2(tokens.clone()).map_err(|error| fail(error.span().start().line, &error))?;
        Ok(Rust { tokens, file })
    }
}

/// Every text file that git tracks, or would track if it were added.
pub(crate) fn load(root: &Path) -> Result<Vec<Source>> {
    let sh = Shell::new()?;
    sh.change_dir(root);
    let list = cmd!(sh, "git ls-files -z --cached --others --exclude-standard").read()?;
    let mut paths: Vec<&str> = list.split('\0').filter(|path| !path.is_empty()).collect();
    paths.sort_unstable();
    paths.dedup();
    // What is deleted but not yet committed, and what is not text, is left out.
    let text = |path: &str| fs::read_to_string(root.join(path)).ok();
    Ok(paths.into_iter().filter_map(|path| Some(Source::new(path, &text(path)?))).collect())
}

/// The lines of the documentation that these attributes hold.
pub(crate) fn docs(attributes: &[Attribute]) -> Vec<String> {
    let mut lines = Vec::new();
    for attribute in attributes {
        let Meta::NameValue(meta) = &attribute.meta else { continue };
        let Expr::Lit(value) = &meta.value else { continue };
        let Lit::Str(text) = &value.lit else { continue };
        if meta.path.is_ident("doc") {
            // An empty text is an empty line.
            lines.extend(text.value().split('\n').map(|line| line.trim().to_owned()));
        }
    }
    lines
}

/// Whether these attributes keep an item for tests: `cfg(test)`, or `cfg(all(test, ..))`.
pub(crate) fn for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let Meta::List(list) = &attribute.meta else { return false };
        let condition: String = list.tokens.to_string().split_whitespace().collect();
        list.path.is_ident("cfg") && (condition == "test" || condition.starts_with("all(test,"))
    })
}

/// The verb and the path of a documentation line that begins with `` `VERB /path` ``.
pub(crate) fn endpoint(line: &str) -> Option<(&str, &str)> {
    let (inside, _) = line.trim().strip_prefix('`')?.split_once('`')?;
    let (verb, path) = inside.split_once(' ')?;
    (VERBS.contains(&verb) && path.starts_with('/') && !path.contains(' ')).then_some((verb, path))
}

/// The verbs that vendors use.
pub(crate) const VERBS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "LIST"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_line_is_recognised() {
        assert_eq!(endpoint("`GET /a/{b}`"), Some(("GET", "/a/{b}")));
        assert_eq!(endpoint("  `POST /a` with a note"), Some(("POST", "/a")));
        assert_eq!(endpoint("`LIST /a`"), Some(("LIST", "/a")));
        for line in ["`GET a`", "GET /a", "`get /a`", "see `GET /a`", "`FETCH /a`", "`GET /a", "`GET /a b`"] {
            assert_eq!(endpoint(line), None, "{line}");
        }
    }

    #[test]
    fn a_file_knows_its_crate() {
        let source = Source::new("crates/privx/src/a/b.rs", "");
        assert_eq!(source.crate_with("src"), Some("privx"));
        assert_eq!(source.crate_with("tests"), None);
        assert_eq!(Source::new("crates/privx/src.rs", "").crate_with("src"), None);
        assert_eq!(source.name(), "b.rs");
    }

    #[test]
    fn what_is_not_rust_is_a_finding_with_its_line() {
        let finding = Source::new("a.rs", "fn a() {}\nfn b( {}\n").parse().err().unwrap();
        assert_eq!((finding.path.as_str(), finding.line), ("a.rs", 2));
    }
}
