//! What to compile.

use portcullis_core::{Result, input};
use portcullis_macros::Body;

/// A script to compile.
#[derive(Debug, Clone, Body)]
#[body(new(operating_system, script), check)]
#[non_exhaustive]
pub struct CompileScript {
    /// The operating system of the hosts. Which words are accepted is not documented.
    pub operating_system: String,
    /// The script's text.
    pub script: String,
}

impl CompileScript {
    fn check(&self) -> Result<()> {
        input::required("operating_system", &self.operating_system)?;
        input::required("script", &self.script)
    }
}
