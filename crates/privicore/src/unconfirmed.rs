//! Operations that are known by name, and whose paths are guesses.
//!
//! The vendor's table of contents, or a sentence in a guide, says that these operations exist; pages that would say
//! how they are called were not available. The paths follow the vendor's way of naming things, and nobody has
//! confirmed one of them. So nothing here is stable: a guess that turns out wrong is mended in any release, and one
//! that turns out right moves to the other operations of its group.
//!
//! Every method gives a [`Guess`], which is awaited like a call. Whoever knows better corrects it in place:
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
//!     .raw() // the reply as it stands
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
    /// Devices that vote, and how polls are decided.
    pub fn authenticators(&self) -> Authenticators {
        Authenticators(Guesses(self.0.clone()))
    }

    /// Data tokens.
    pub fn data_tokens(&self) -> DataTokens {
        DataTokens(Guesses(self.0.clone()))
    }

    /// Directories.
    pub fn directories(&self) -> Directories {
        Directories(Guesses(self.0.clone()))
    }

    /// OAuth applications.
    pub fn oauth(&self) -> OAuth {
        OAuth(Guesses(self.0.clone()))
    }

    /// Policies.
    pub fn policies(&self) -> Policies {
        Policies(Guesses(self.0.clone()))
    }

    /// Polls.
    pub fn polls(&self) -> Polls {
        Polls(Guesses(self.0.clone()))
    }
}
