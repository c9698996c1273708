//! Which of several operations with the same verb and path a request means.

use serde_json::Value;

use super::Operation;

impl Operation {
    /// The id of the operation that a request means.
    pub(crate) fn id_of(&self, path: &[(&str, String)], query: &[(String, String)], body: &Value) -> &str {
        let [first, ..] = self.several.as_slice() else {
            return self.id.split('@').next().unwrap_or_default();
        };
        let holds = |mark: &Value| {
            let unless = mark.get("unless").is_some_and(|unless| matches(unless, path, query, body));
            !unless && matches(mark, path, query, body)
        };
        let otherwise = |mark: &Value| mark.get("otherwise") == Some(&Value::Bool(true));
        let marked = self.several.iter().find(|one| !otherwise(&one.mark) && holds(&one.mark));
        let found = marked.or_else(|| self.several.iter().find(|one| otherwise(&one.mark)));
        &found.unwrap_or(first).id
    }
}

fn matches(mark: &Value, path: &[(&str, String)], query: &[(String, String)], body: &Value) -> bool {
    let text = |name| mark.get(name).and_then(Value::as_str).unwrap_or_default();
    let name = text("name");
    let flag = |name| mark.get(name) == Some(&Value::Bool(true));
    let sent: Option<String> = match text("in") {
        "query" => query.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()),
        // An operation that the description files under another path may give its parameter another name.
        "path" => {
            let named = path.iter().find(|(known, _)| *known == name).or(path.last());
            named.map(|(_, value)| value.clone())
        }
        "body" => name
            .split('.')
            .try_fold(body, |value, part| value.get(part))
            .filter(|value| !value.is_null())
            .map(plain),
        _ => return false,
    };
    let Some(sent) = sent else { return flag("absent") };
    if flag("present") {
        return true;
    }
    let digits = sent.bytes().all(|byte| byte.is_ascii_digit());
    match mark.get("value") {
        Some(Value::String(kind)) if kind == "<id>" => digits,
        Some(Value::String(kind)) if kind == "<text>" => !digits,
        Some(Value::Array(values)) => values.iter().any(|value| plain(value) == sent),
        Some(value) => plain(value) == sent,
        None => false,
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
