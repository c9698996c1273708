//! Proof key for code exchange (RFC 7636).

use super::{Authorization, CodeGrant};
use portcullis_core::{Error, ErrorKind, Result, Secret};
use sha2::{Digest as _, Sha256};

/// The random texts of one login: a verifier, its hash, and a state.
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::oauth::{Login, Pkce};
///
/// let pkce = Pkce::generate()?;
/// let session = privx.oauth().authorize(&pkce.authorization()).await?;
/// let login = privx.oauth().login(&Login::new("alice", "correct horse", &session)).await?;
/// let token = privx.oauth().token_authorization_code(&pkce.grant(&login)?).await?;
/// # drop(token);
/// # Ok(()) }
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "pkce")))]
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Pkce {
    /// 32 random bytes in base64url; presented with the code.
    pub verifier: Secret,
    /// The verifier's SHA-256 hash in base64url; sent when the session is opened.
    pub challenge: String,
    /// 32 more random bytes in base64url; repeated by the login.
    pub state: Secret,
}

impl Pkce {
    /// Makes new random texts.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the operating system returns no random numbers.
    pub fn generate() -> Result<Self> {
        let verifier = random()?;
        let challenge = base64url(&Sha256::digest(verifier.expose_secret()));
        Ok(Self { verifier, challenge, state: random()? })
    }

    /// Returns the session to be opened.
    pub fn authorization(&self) -> Authorization {
        Authorization::new(self.state.clone(), self.challenge.clone())
    }

    /// Returns the grant of the code that this login returned.
    ///
    /// # Errors
    /// [`ErrorKind::Auth`] if the login does not repeat the state: the reply is to another login.
    pub fn grant(&self, login: &super::LoginCode) -> Result<CodeGrant> {
        if !login.state.ct_eq(&self.state) {
            return Err(Error::new(
                ErrorKind::Auth,
                "the login repeats another state than the one that was sent",
            ));
        }
        Ok(CodeGrant::new(login.code.clone(), self.verifier.clone()))
    }
}

fn random() -> Result<Secret> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|_| Error::new(ErrorKind::Config, "the operating system has no random numbers"))?;
    Ok(base64url(&bytes).into())
}

/// RFC 4648, section 5, without padding.
fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 1);
    for chunk in bytes.chunks(3) {
        let byte = |n: usize| chunk.get(n).copied().map_or(0, u32::from);
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..=chunk.len() {
            let digit = DIGITS.get((bits >> (18 - 6 * place) & 63) as usize).copied().unwrap_or(b'A');
            text.push(char::from(digit));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_and_the_ends_are_right() {
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")]
        {
            assert_eq!(base64url(bytes.as_bytes()), text);
        }
        assert_eq!(base64url(&[0xfb, 0xff, 0xfe]), "-__-");
    }

    #[test]
    fn the_challenge_is_that_of_the_rfc() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(base64url(&Sha256::digest(verifier)), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn each_login_has_texts_of_its_own() {
        let (one, two) = (Pkce::generate().unwrap(), Pkce::generate().unwrap());
        assert!(
            !one.verifier.ct_eq(&two.verifier)
                && !one.state.ct_eq(&two.state)
                && !one.state.ct_eq(&one.verifier)
        );
        assert_eq!(one.verifier.expose_secret().len(), 43);
        assert!(portcullis_core::Input::check(&one.authorization()).is_ok());
        assert!(!format!("{one:?}").contains(one.verifier.expose_secret()));
    }
}
