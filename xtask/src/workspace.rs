//! The workspace as `cargo metadata` describes it.

use std::env;
use std::path::{Path, PathBuf};

use serde_json::Value;
use xshell::Shell;

use crate::Result;
use crate::process::cargo;

/// The crates of one vendor each.
pub(crate) const VENDORS: [&str; 5] = ["privicore", "storedsafe", "digicert", "privx", "midprovider"];

/// The crate that re-exports them all.
pub(crate) const FACADE: &str = "portcullis";

/// The workspace, as cargo sees it.
pub(crate) struct Workspace {
    /// Runs programs in the folder of the workspace manifest.
    pub(crate) sh: Shell,
    /// The folder of the workspace manifest.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    /// The members, by name.
    pub(crate) packages: Vec<Package>,
}

/// One member of the workspace.
#[derive(Debug, Clone, Default)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its folder, relative to the workspace, with `/`.
    pub(crate) dir: String,
    /// Whether it may be published.
    pub(crate) published: bool,
    /// Its features and what each switches on.
    pub(crate) features: Vec<(String, Vec<String>)>,
    /// Its part of the metadata.
    pub(crate) manifest: Value,
}

impl Workspace {
    /// Reads it; everything afterwards runs from its root.
    pub(crate) fn load() -> Result<Self> {
        Self::of(Shell::new()?)
    }

    /// Reads the one of the shell's folder; everything afterwards runs from its root.
    pub(crate) fn of(sh: Shell) -> Result<Self> {
        let text = cargo(&sh, "metadata --format-version 1 --no-deps").read()?;
        let metadata: Value = serde_json::from_str(&text)?;
        let root = PathBuf::from(text_at(&metadata, "workspace_root"));
        let target = PathBuf::from(text_at(&metadata, "target_directory"));
        env::set_current_dir(&root)?;
        sh.change_dir(&root);
        let members: Vec<&str> = list_at(&metadata, "workspace_members").filter_map(Value::as_str).collect();
        let mut packages: Vec<Package> = list_at(&metadata, "packages")
            .filter(|package| members.contains(&text_at(package, "id")))
            .map(|package| Package::read(package, &root))
            .collect();
        packages.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { sh, root, target, packages })
    }

    /// The members that are published.
    pub(crate) fn published(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.published)
    }

    /// A member by name.
    pub(crate) fn package(&self, name: &str) -> Result<&Package> {
        let found = self.packages.iter().find(|package| package.name == name);
        found.ok_or_else(|| format!("the workspace has no package `{name}`").into())
    }
}

impl Package {
    fn read(package: &Value, root: &Path) -> Self {
        let manifest = Path::new(text_at(package, "manifest_path"));
        let dir = manifest.parent().and_then(|dir| dir.strip_prefix(root).ok()).unwrap_or(manifest);
        let features = package.get("features").and_then(Value::as_object).into_iter().flatten();
        Self {
            name: text_at(package, "name").to_owned(),
            dir: dir.to_string_lossy().replace('\\', "/"),
            published: package.get("publish").and_then(Value::as_array).is_none_or(|only| !only.is_empty()),
            features: features.map(|(name, on)| (name.clone(), texts(on))).collect(),
            manifest: package.clone(),
        }
    }

    /// Whether its manifest lets it go to this registry.
    pub(crate) fn goes_to(&self, registry: &str) -> bool {
        let only = self.manifest.get("publish").and_then(Value::as_array);
        only.is_none_or(|only| only.iter().any(|name| name.as_str() == Some(registry)))
    }

    /// The names of its features but `default`.
    pub(crate) fn feature_names(&self) -> impl Iterator<Item = &str> {
        self.features.iter().map(|(name, _)| name.as_str()).filter(|name| *name != "default")
    }
}

/// A text member of a JSON object; empty when it is missing.
pub(crate) fn text_at<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The items of a list member of a JSON object.
pub(crate) fn list_at<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}
