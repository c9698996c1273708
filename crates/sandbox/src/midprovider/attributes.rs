//! Attributes, and the commands of KOBIL among them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::user::{Attributes, Code};
use super::wire::Failure;

/// Attributes that are carried out and never kept.
const HIDDEN: [&str; 5] = [
    "digitaniumUserIdDelete",
    "digitaniumActivationCode",
    "digitaniumActivationValidity",
    "digitaniumActivationSecret",
    "digitaniumClearActivation",
];

/// The attributes of one request.
#[derive(Debug, Default)]
pub(super) struct Given(Attributes);

impl Given {
    /// Turns scalars into lists of their text, as Keycloak's reader does.
    pub(super) fn read(raw: BTreeMap<String, Value>) -> Result<Self, Failure> {
        let mut out = Attributes::new();
        for (key, value) in raw {
            let values = match value {
                Value::Array(values) => values.into_iter().map(scalar).collect::<Result<_, _>>()?,
                value => vec![scalar(value)?],
            };
            out.insert(key, values);
        }
        Ok(Self(out))
    }

    fn text(&self, key: &str) -> Option<&str> {
        let first = self.0.get(key)?.first()?.as_deref();
        first.filter(|text| !text.is_empty())
    }

    fn flag(&self, key: &str) -> Result<Option<bool>, Failure> {
        match self.text(key) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(Failure::bad_request("a flag among the attributes is neither true nor false")),
        }
    }

    pub(super) fn replaces_user(&self) -> Result<bool, Failure> {
        Ok(self.flag("digitaniumUserIdDelete")?.unwrap_or(false))
    }

    pub(super) fn groups(&self) -> Vec<String> {
        self.0.get("groups").into_iter().flatten().flatten().cloned().collect()
    }

    /// What is kept and shown.
    pub(super) fn kept(&self) -> Attributes {
        let shown = self.0.iter().filter(|(key, _)| !HIDDEN.contains(&key.as_str()));
        shown.map(|(key, values)| (key.clone(), values.clone())).collect()
    }

    /// The activation code that these attributes ask for: by default there is one.
    pub(super) fn activation(&self) -> Result<Activation, Failure> {
        let clear = self.flag("digitaniumClearActivation")?.unwrap_or(false);
        let secret = self.flag("digitaniumActivationSecret")?.unwrap_or(false);
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let code = self.text("digitaniumActivationCode");
        if code.is_some_and(|code| !digits(code)) {
            return Err(Failure::bad_request("the activation code is not numeric"));
        }
        let not_after = self.text("digitaniumActivationValidity");
        if not_after.is_some_and(|seconds| !digits(seconds)) {
            return Err(Failure::bad_request("the validity is not a number of seconds"));
        }
        if !self.flag("digitaniumCreateActivation")?.unwrap_or(true) {
            return Ok(Activation { clear, code: None });
        }
        let code = Code::new(code.map(str::to_owned), not_after.map(str::to_owned), secret);
        Ok(Activation { clear, code: Some(code) })
    }
}

/// What happens to a user's activation codes.
#[derive(Debug)]
pub(super) struct Activation {
    pub(super) clear: bool,
    pub(super) code: Option<Code>,
}

impl Activation {
    pub(super) fn apply(self, codes: &mut Vec<Code>, now: Duration) {
        if self.clear {
            codes.clear();
        }
        codes.extend(self.code.map(|code| code.ending(now)));
    }
}

fn scalar(value: Value) -> Result<Option<String>, Failure> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        Value::Bool(flag) => Ok(Some(flag.to_string())),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Array(_) | Value::Object(_) => Err(Failure::unreadable()),
    }
}
