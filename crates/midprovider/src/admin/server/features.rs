//! The features of the server.

use portcullis_core::Extra;
use portcullis_macros::Reply;

portcullis_core::open_enum! {
    /// How mature a feature is.
    FeatureType {
        /// On by default.
        Default = "DEFAULT",
        /// Off by default.
        DisabledByDefault = "DISABLED_BY_DEFAULT",
        /// A preview.
        Preview = "PREVIEW",
        /// A preview, off by default.
        PreviewDisabledByDefault = "PREVIEW_DISABLED_BY_DEFAULT",
        /// An experiment.
        Experimental = "EXPERIMENTAL",
        /// Deprecated.
        Deprecated = "DEPRECATED",
    }
}

/// A feature of the server.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Feature {
    /// The name.
    pub name: Option<String>,
    /// The name for people.
    pub label: Option<String>,
    /// How mature it is.
    #[reply(name = "type")]
    pub kind: Option<FeatureType>,
    /// Whether it is on.
    pub enabled: Option<bool>,
    /// The features that it needs.
    pub dependencies: Vec<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The features of the server by their state.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ProfileInfo {
    /// The name of the profile.
    pub name: Option<String>,
    /// Those that are off.
    #[reply(name = "disabledFeatures")]
    pub disabled_features: Vec<String>,
    /// Those that are previews.
    #[reply(name = "previewFeatures")]
    pub preview_features: Vec<String>,
    /// Those that are experiments.
    #[reply(name = "experimentalFeatures")]
    pub experimental_features: Vec<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
