//! Reads of bodies and queries that collect every complaint.

use serde_json::{Map, Value};

use super::reply::Refusal;

/// A JSON object under inspection.
pub(super) struct Fields<'a> {
    body: &'a Map<String, Value>,
    errors: Vec<(String, String)>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(body: &'a Map<String, Value>) -> Self {
        Self { body, errors: Vec::new() }
    }

    /// Refuses the call if any field was wrong.
    pub(super) fn finish(self) -> Result<(), Refusal> {
        if self.errors.is_empty() { Ok(()) } else { Err(Refusal::invalid_parameters(self.errors)) }
    }

    pub(super) fn missing(&mut self, field: &str) {
        let error = (format!("required_param:{field}"), format!("The parameter {field} is required."));
        self.errors.push(error);
    }

    pub(super) fn invalid(&mut self, field: &str) {
        let error = (format!("invalid_value:{field}"), format!("The value of {field} is invalid."));
        self.errors.push(error);
    }

    pub(super) fn value(&self, field: &str) -> Option<&'a Value> {
        self.body.get(field).filter(|value| !value.is_null())
    }

    /// Text of at most so many characters that passes a check.
    pub(super) fn text(&mut self, field: &str, most: usize, check: fn(&str) -> bool) -> Option<String> {
        let value = self.value(field)?;
        let text = value.as_str().filter(|text| text.chars().count() <= most && check(text));
        if text.is_none() {
            self.invalid(field);
        }
        text.map(str::to_owned)
    }

    /// The same, of a field that must be there and not be empty.
    pub(super) fn required(&mut self, field: &str, most: usize, check: fn(&str) -> bool) -> String {
        if self.value(field).is_none_or(|value| value.as_str() == Some("")) {
            self.missing(field);
            return String::new();
        }
        self.text(field, most, check).unwrap_or_default()
    }

    /// A boolean. One page of the vendor types it as text.
    pub(super) fn flag(&mut self, field: &str) -> Option<bool> {
        match self.value(field)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(word) if word == "true" => Some(true),
            Value::String(word) if word == "false" => Some(false),
            _ => {
                self.invalid(field);
                None
            }
        }
    }

    /// The ids of a list of roles.
    pub(super) fn roles(&mut self) -> Vec<u64> {
        let Some(value) = self.value("access_roles") else {
            self.missing("access_roles");
            return Vec::new();
        };
        let id = |role: &Value| role.get("id").and_then(Value::as_u64).filter(|id| (1..=5).contains(id));
        let roles: Option<Vec<u64>> = value.as_array().and_then(|roles| roles.iter().map(id).collect());
        match roles {
            Some(roles) if !roles.is_empty() => roles,
            _ => {
                self.invalid("access_roles");
                Vec::new()
            }
        }
    }

    /// The ids of containers that exist, as numbers or as text.
    pub(super) fn containers(&mut self, known: &[u64]) -> Option<Vec<u64>> {
        let field = "container_id_assignments";
        let number = |value: &Value| {
            let id = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
            known.contains(&id).then_some(id)
        };
        let value = self.value(field)?;
        let ids: Option<Vec<u64>> = value.as_array().and_then(|ids| ids.iter().map(number).collect());
        if ids.is_none() {
            self.invalid(field);
        }
        ids
    }
}

pub(super) fn anything(_: &str) -> bool {
    true
}

/// Letters, digits and the five signs that the vendor lists.
pub(super) fn is_username(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"@-_+.".contains(&byte))
}

pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    !local.is_empty()
        && !domain.contains('@')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && domain.contains('.')
        && !text.contains(char::is_whitespace)
}

/// The pairs of a query.
pub(super) struct Query(pub(super) Vec<(String, String)>);

impl Query {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, Refusal> {
        self.get(name).map(|text| text.parse().map_err(|_| Refusal::invalid(name))).transpose()
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Refusal::invalid(name)),
        }
    }
}
