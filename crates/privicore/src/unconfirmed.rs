//! Operations that are known by name, and whose paths are guesses.
//!
//! These operations are in the vendor's table of contents, or in a sentence of a guide; the pages about them were not
//! available. The paths follow the vendor's naming, and none is confirmed. So nothing here is stable: a wrong guess is
//! fixed in any release, and a right one moves to the other operations of its group.
//!
//! Every method returns a [`Guess`], which is awaited like a call. It can be corrected in place:
//!
//! ```no_run
//! # async fn example(client: privicore::Client) -> privicore::Result<()> {
//! let users = client
//!     .unconfirmed()
//!     .directories()
//!     .list_users(&"d-1".into())
//!     .path_template("/directory/users/list") // another path
//!     .rename("directoryId", "directory") // another name for a field
//!     .field("page", 1) // a field that was not guessed
//!     .raw() // the reply unchanged
//!     .await?;
//! println!("{users}");
//! # Ok(())
//! # }
//! ```

mod authenticators;
mod data_tokens;
mod directories;
mod guess;
mod listing;
mod oauth;
mod policies;
mod polls;

pub use authenticators::Authenticators;
pub use data_tokens::DataTokens;
pub use directories::Directories;
pub use guess::Guess;
pub use listing::Listing;
pub use oauth::OAuth;
pub use policies::Policies;
pub use polls::Polls;

use guess::Guesses;
use portcullis_core::Client;

/// Operations whose paths are guesses, in the groups of the others. See the [module](self).
#[derive(Debug, Clone)]
pub struct Unconfirmed(pub(crate) Client);

impl Unconfirmed {
    /// Returns the handle of devices that vote, and of the rules of polls.
    pub fn authenticators(&self) -> Authenticators {
        Authenticators(Guesses(self.0.clone()))
    }

    /// Returns the handle of data tokens.
    pub fn data_tokens(&self) -> DataTokens {
        DataTokens(Guesses(self.0.clone()))
    }

    /// Returns the handle of directories.
    pub fn directories(&self) -> Directories {
        Directories(Guesses(self.0.clone()))
    }

    /// Returns the handle of OAuth applications.
    pub fn oauth(&self) -> OAuth {
        OAuth(Guesses(self.0.clone()))
    }

    /// Returns the handle of policies.
    pub fn policies(&self) -> Policies {
        Policies(Guesses(self.0.clone()))
    }

    /// Returns the handle of polls.
    pub fn polls(&self) -> Polls {
        Polls(Guesses(self.0.clone()))
    }
}
