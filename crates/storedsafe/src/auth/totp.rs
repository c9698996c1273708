//! One-time codes by RFC 6238: HMAC-SHA-1, steps of 30 seconds, six digits.

use hmac::{Hmac, Mac};
use portcullis_core::{Error, ErrorKind, Result, Secret, SecretBytes};
use sha1::Sha1;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

const STEP: u64 = 30;
/// A longer wait means that the clock was set back.
const LONGEST_WAIT: Duration = Duration::from_secs(2 * STEP);

/// Computes codes, each once.
pub(crate) struct Generator {
    key: SecretBytes,
    /// The step of the last code that was returned.
    last: Mutex<Option<u64>>,
}

impl Generator {
    pub(crate) fn new(base32: &Secret) -> Result<Self> {
        let key = decode(base32.expose_secret())
            .ok_or_else(|| Error::new(ErrorKind::Config, "the TOTP secret is not base32"))?;
        Ok(Self { key: key.into(), last: Mutex::default() })
    }

    /// Returns the next code that was not returned before; waits for its step if necessary.
    pub(crate) async fn next(self: Arc<Self>) -> Result<Secret> {
        loop {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            let wait = match self.use_step(now) {
                Ok(step) => return code(self.key.expose_secret(), step),
                Err(wait) => wait,
            };
            if wait > LONGEST_WAIT {
                let text = "the clock was set back, and no code may be sent twice";
                return Err(Error::new(ErrorKind::Paced, text).with_retry_after(wait));
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// Marks the current step as used and returns it, or returns the time until the next one.
    fn use_step(&self, now: Duration) -> Result<u64, Duration> {
        let step = now.as_secs() / STEP;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match *last {
            Some(last) if last >= step => Err(Duration::from_secs((last + 1) * STEP).saturating_sub(now)),
            _ => {
                *last = Some(step);
                Ok(step)
            }
        }
    }
}

fn code(key: &[u8], step: u64) -> Result<Secret> {
    let odd = || Error::new(ErrorKind::Config, "no code can be computed from the TOTP secret");
    let mut mac = Hmac::<Sha1>::new_from_slice(key).map_err(|_| odd())?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash.last().copied().unwrap_or_default() & 15);
    let word = hash.get(offset..offset + 4).and_then(|word| word.try_into().ok()).ok_or_else(odd)?;
    let number = (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000;
    Ok(Secret::from(format!("{number:06}")))
}

/// Decodes base32; small letters, blanks, hyphens and padding are accepted.
fn decode(base32: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(base32.len());
    let (mut buffer, mut bits) = (0_u16, 0_u8);
    for letter in base32.trim_end_matches('=').bytes() {
        let value = match letter.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => letter - b'A',
            digit @ b'2'..=b'7' => digit - b'2' + 26,
            b' ' | b'-' => continue,
            _ => return None,
        };
        buffer = buffer << 5 | u16::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            let [_, byte] = (buffer >> bits).to_be_bytes();
            bytes.push(byte);
        }
    }
    Some(bytes).filter(|bytes| !bytes.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 6238, appendix B: the ASCII text 12345678901234567890.
    const BASE32: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_are_those_of_the_rfc() {
        let key = decode(BASE32).unwrap();
        assert_eq!(key, b"12345678901234567890");
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(&key, seconds / STEP).unwrap().expose_secret(), expected);
        }
    }

    #[test]
    fn secrets_are_read_as_people_copy_them() {
        let plain = decode(BASE32);
        assert_eq!(decode("gezd gnbv gy3t qojq-gezd gnbv gy3t qojq===="), plain);
        assert_eq!(decode("MZXW6==="), Some(b"foo".to_vec()));
        for bad in ["", "====", " ", "A", "GEZD1", "GEZDÅ", "GE=ZD"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn no_code_is_returned_twice() {
        let generator = Generator::new(&BASE32.into()).unwrap();
        let at = Duration::from_millis;
        assert_eq!(generator.use_step(at(59_000)), Ok(1));
        assert_eq!(generator.use_step(at(59_900)), Err(at(100)));
        assert_eq!(generator.use_step(at(60_000)), Ok(2));
        assert_eq!(generator.use_step(at(60_000)), Err(at(30_000)));
        // A clock that was set back.
        assert_eq!(generator.use_step(at(10_000)), Err(at(80_000)));
        assert_eq!(generator.use_step(at(900_000)), Ok(30));
    }
}
