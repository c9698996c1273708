//! What a token must be like before it is used or stored, wherever it comes from.

use crate::{Error, ErrorKind, Result, Secret, secret};

/// The longest token. Most servers refuse a request whose headers are longer.
const LONGEST: usize = 16 * 1024;

/// Checks a token of a reply.
///
/// # Errors
/// [`ErrorKind::Decode`] for one that no header can carry, or that could add a line to a file it is stored in.
pub(crate) fn check(token: &Secret) -> Result<()> {
    let rule = match secret::check("token", token) {
        Err(error) => error.message().to_owned(),
        Ok(()) if token.expose_secret().len() > LONGEST => {
            "`token` must not be longer than 16 KiB".to_owned()
        }
        // A server trims a header: it would see no token.
        Ok(()) if token.expose_secret().trim().is_empty() => "`token` must not be blank".to_owned(),
        Ok(()) => return Ok(()),
    };
    Err(Error::new(ErrorKind::Decode, ["the server sent a token that cannot be used: ", &rule].concat()))
}

/// Whether a token can be used.
pub(crate) fn is_usable(token: &Secret) -> bool {
    check(token).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_line_of_bounded_length() {
        for token in ["t", "a.b-c_d~e+f/g==", &"t".repeat(LONGEST)] {
            check(&token.into()).unwrap();
            assert!(crate::secret::header_value(token.into()).is_some());
        }
        for token in
            ["", " ", "hunter22\n", "hunter\r\nmysite:evil", "hunter\0", "\thunter", &"t".repeat(LONGEST + 1)]
        {
            let error = check(&token.into()).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(error.kind() == ErrorKind::Decode && shown.contains("`token`"), "{shown}");
            assert!(!shown.contains("hunter") && !shown.contains("ttt"), "{shown}");
        }
    }
}
