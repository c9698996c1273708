//! The promises of the core, each with a campaign that measures it.

use serde::Serialize;
use std::{fmt, future::Future, path::PathBuf, pin::Pin};

/// How many runs a campaign makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scale {
    /// The full counts; takes minutes.
    Full,
    /// Enough to find a broken promise; takes seconds.
    Reduced,
}

impl Scale {
    /// The full count, or the reduced one.
    pub fn pick(self, full: usize, reduced: usize) -> usize {
        match self {
            Self::Full => full,
            Self::Reduced => reduced,
        }
    }
}

/// The result of a campaign.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Measured {
    /// The figure, as text.
    pub figure: String,
    /// Whether it meets the requirement.
    pub held: bool,
}

impl Measured {
    /// A figure and its verdict.
    pub fn new(held: bool, figure: impl Into<String>) -> Self {
        Self { figure: figure.into(), held }
    }
}

/// A running campaign.
pub type Campaign = Pin<Box<dyn Future<Output = Measured>>>;

/// One promise.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Promise {
    /// Its id, such as `D1`.
    pub id: &'static str,
    /// The promise.
    pub text: &'static str,
    /// The figure that is required.
    pub required: &'static str,
    /// Whether the campaign needs tokio's paused clock; others run over real sockets.
    pub paused: bool,
    /// Measures it.
    pub run: fn(Scale) -> Campaign,
}

impl Promise {
    /// A promise measured over real sockets and clocks.
    pub const fn real(
        id: &'static str,
        text: &'static str,
        required: &'static str,
        run: fn(Scale) -> Campaign,
    ) -> Self {
        Self { id, text, required, paused: false, run }
    }

    /// A promise measured on paused time, over a scripted transport.
    pub const fn paused(
        id: &'static str,
        text: &'static str,
        required: &'static str,
        run: fn(Scale) -> Campaign,
    ) -> Self {
        Self { id, text, required, paused: true, run }
    }

    /// Runs the campaign in a runtime of its own. A panic in it is a promise that does not hold.
    pub fn measure(&self, scale: Scale) -> Row {
        let (run, paused) = (self.run, self.paused);
        let measured = std::thread::spawn(move || {
            let mut builder = if paused {
                tokio::runtime::Builder::new_current_thread()
            } else {
                tokio::runtime::Builder::new_multi_thread()
            };
            match builder.enable_all().start_paused(paused).build() {
                Ok(runtime) => runtime.block_on(run(scale)),
                Err(error) => Measured::new(false, format!("no runtime: {error}")),
            }
        });
        let measured = measured.join().unwrap_or_else(|_| Measured::new(false, "the campaign panicked"));
        Row {
            id: self.id,
            text: self.text,
            required: self.required,
            measured: measured.figure,
            held: measured.held,
        }
    }
}

impl fmt::Debug for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Promise({})", self.id)
    }
}

/// A promise with its measured figure.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct Row {
    /// The promise's id.
    pub id: &'static str,
    /// The promise.
    pub text: &'static str,
    /// The figure that is required.
    pub required: &'static str,
    /// The figure that was measured.
    pub measured: String,
    /// Whether it holds.
    pub held: bool,
}

/// All promises, in the order of their ids.
pub fn all() -> Vec<Promise> {
    [
        crate::delivery::promises(),
        crate::timeouts::promises(),
        crate::load::promises(),
        crate::tokens::promises(),
        crate::secrecy::promises(),
        crate::replies::promises(),
        crate::routing::promises(),
        crate::channel::promises(),
        crate::memory::promises(),
        crate::files::promises(),
        crate::transfers::promises(),
        crate::closing::promises(),
        crate::flows::promises(),
        crate::money::promises(),
    ]
    .concat()
}

/// The path of the program that runs the campaigns: this process, or the program built next to the tests. For
/// campaigns that need a process of their own.
pub(crate) fn program() -> Option<PathBuf> {
    let this = std::env::current_exe().ok()?;
    if this.file_stem()? == "promises" {
        return Some(this);
    }
    let beside = this.parent()?.parent()?.join("promises");
    beside.exists().then_some(beside)
}
