//! What the files of a crate import, followed to the files that hold it.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{ItemMod, ItemUse, UseTree, Visibility};

use crate::tidy::source::{Rust, Source, for_tests};

/// How often a name may be passed on before it is given up: it may lead back to itself.
const DEPTH: usize = 8;

/// A module's path below the crate's root.
type Path = Vec<String>;

/// The files of a crate by their modules.
pub(super) struct Crate<'a> {
    files: BTreeMap<Path, File<'a>>,
}

#[derive(Default)]
struct File<'a> {
    path: &'a str,
    imports: Vec<Import>,
    /// Modules of its own for tests alone.
    tests: Vec<Path>,
}

/// One name that a `use` line brings.
struct Import {
    /// The module that the line stands in.
    at: Path,
    /// As it is written.
    path: Path,
    /// What it is called there; `*` for everything.
    name: String,
    /// Whether others may import it from there.
    passed_on: bool,
}

impl<'a> Crate<'a> {
    /// Reads the files below this folder. A program beside a library is a crate of its own.
    pub(super) fn read(folder: &str, sources: &[(&'a Source, &'a Rust)]) -> Self {
        let below =
            |source: &'a Source| source.path.strip_prefix(folder)?.strip_prefix('/')?.strip_suffix(".rs");
        let library = sources.iter().any(|(source, _)| below(source) == Some("lib"));
        let mut files = BTreeMap::new();
        for (source, rust) in sources {
            let Some(name) = below(source) else { continue };
            let module: Path = match name {
                "main" if library => continue,
                "lib" | "main" => Vec::new(),
                name => name.split('/').map(str::to_owned).collect(),
            };
            let mut reader =
                Reader { at: module.clone(), file: File { path: &source.path, ..File::default() } };
            reader.visit_file(&rust.file);
            files.insert(module, reader.file);
        }
        let tests: Vec<Path> = files.values().flat_map(|file| file.tests.clone()).collect();
        files.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
        Self { files }
    }

    /// For each file the others that it imports from.
    pub(super) fn edges(&self) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let mut edges = BTreeMap::new();
        for (module, file) in &self.files {
            let mut uses = BTreeSet::new();
            for import in &file.imports {
                let Some(target) = self.resolve(&import.at, &import.path, 0) else { continue };
                // What only passes on the names of modules below it needs none of them.
                let passed_on = import.passed_on && target.starts_with(module);
                if target != *module && !passed_on {
                    uses.extend(self.files.get(&target).map(|target| target.path));
                }
            }
            edges.insert(file.path, uses);
        }
        edges
    }

    /// The module of the file that holds what a path names, seen from a module; nothing for another crate.
    fn resolve(&self, at: &Path, path: &[String], depth: usize) -> Option<Path> {
        let (mut module, rest) = match path.split_first() {
            Some((first, rest)) if first == "crate" => (Vec::new(), rest),
            Some((first, rest)) if first == "self" => (at.clone(), rest),
            Some((first, _)) if first == "super" => {
                let ups = path.iter().take_while(|segment| *segment == "super").count();
                (at.get(..at.len().checked_sub(ups)?)?.to_vec(), path.get(ups..)?)
            }
            Some((first, _)) if self.is_module(at, first) || self.imported(at, first, path).is_some() => {
                (at.clone(), path)
            }
            _ => return None,
        };
        for (index, segment) in rest.iter().enumerate() {
            if self.is_module(&module, segment) {
                module.push(segment.clone());
                continue;
            }
            let rest = rest.get(index..)?;
            return match self.imported(&module, segment, rest).filter(|_| depth < DEPTH) {
                Some(import) => {
                    let path: Path = import.path.iter().chain(rest.get(1..)?).cloned().collect();
                    self.resolve(&import.at, &path, depth + 1)
                }
                None => self.file_of(module),
            };
        }
        self.file_of(module)
    }

    fn is_module(&self, at: &Path, name: &str) -> bool {
        let child: Path = at.iter().map(String::as_str).chain([name]).map(str::to_owned).collect();
        self.files.contains_key(&child)
    }

    /// The line by which a module has this name from elsewhere, unless it is the path that is asked about.
    fn imported(&self, at: &Path, name: &str, path: &[String]) -> Option<&Import> {
        let file = self.files.get(&self.file_of(at.clone())?)?;
        file.imports.iter().find(|import| import.at == *at && import.name == name && import.path != path)
    }

    /// The module whose file a module is in: its own, or that of the one around it.
    fn file_of(&self, mut module: Path) -> Option<Path> {
        while !self.files.contains_key(&module) {
            module.pop()?;
        }
        Some(module)
    }
}

struct Reader<'a> {
    at: Path,
    file: File<'a>,
}

impl Reader<'_> {
    fn tree(&mut self, tree: &UseTree, before: &Path, passed_on: bool) {
        let mut path = before.clone();
        match tree {
            UseTree::Path(part) => {
                path.push(part.ident.to_string());
                self.tree(&part.tree, &path, passed_on);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.tree(tree, before, passed_on);
                }
            }
            UseTree::Name(part) => self.import(path, &part.ident.to_string(), None, passed_on),
            UseTree::Rename(part) => {
                self.import(path, &part.ident.to_string(), Some(part.rename.to_string()), passed_on);
            }
            UseTree::Glob(_) => {
                self.file.imports.push(Import { at: self.at.clone(), path, name: "*".to_owned(), passed_on });
            }
        }
    }

    fn import(&mut self, mut path: Path, last: &str, renamed: Option<String>, passed_on: bool) {
        if last != "self" {
            path.push(last.to_owned());
        }
        let name = renamed.or_else(|| path.last().cloned()).unwrap_or_default();
        self.file.imports.push(Import { at: self.at.clone(), path, name, passed_on });
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.at.push(item.ident.to_string());
        if for_tests(&item.attrs) {
            self.file.tests.push(self.at.clone());
        } else {
            visit::visit_item_mod(self, item);
        }
        self.at.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if !for_tests(&item.attrs) {
            let passed_on = !matches!(item.vis, Visibility::Inherited);
            self.tree(&item.tree, &Vec::new(), passed_on);
        }
    }
}
