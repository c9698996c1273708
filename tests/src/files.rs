//! Files and memory: N1 and N2, over real files and processes.

mod session_files;
mod stored_tokens;

use crate::promise::Promise;

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::real(
            "N1",
            "A session file is read by its owner alone, never reached through a link that its user did not make, and used by one \
             holder at a time, also if its lock file is removed",
            "links, devices and leftovers at the paths of the file, its lock and its next content, folders of 8 modes: 0 \
             other files touched, 0 files that others can read; two processes whose lock file is removed all the time: 0 \
             refused tokens, 0 logins",
            |scale| Box::pin(session_files::files(scale)),
        ),
        Promise::real(
            "N2",
            "A token that no request can carry is neither sent nor stored, wherever it comes from; a store that failed is \
             asked again, and nothing is sent before it was loaded",
            "logins of four vendors, of 8 kinds: an error, then a token that works; a stored one: 1 login, 0 errors; \
             1,000 schedules of stores that fail: 0 requests without the store's lock, and the store has the last token \
             once it works",
            |scale| Box::pin(stored_tokens::tokens(scale)),
        ),
    ]
}
