//! Names and sentences.

use std::fmt::Write as _;

/// `identity_providers` as `IdentityProviders`, `GROUP` as `Group`.
pub(super) fn camel(text: &str) -> String {
    let mut out = String::new();
    let upper = !text.chars().any(|letter| letter.is_ascii_lowercase());
    for word in text.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        let mut letters = word.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        let rest = letters.as_str();
        out.push_str(&if upper { rest.to_ascii_lowercase() } else { rest.to_owned() });
    }
    if out.starts_with(|letter: char| letter.is_ascii_digit()) { format!("V{out}") } else { out }
}

/// `displayName` and `display-name` as `display_name`.
pub(super) fn snake(text: &str) -> String {
    let mut out = String::new();
    let mut after_small = false;
    for letter in text.chars() {
        if letter.is_ascii_uppercase() && after_small {
            out.push('_');
        }
        after_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        out.push(if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' });
    }
    out.trim_matches('_').to_owned()
}

/// A field's name for a member: `type` and other words of Rust cannot be one.
pub(super) fn field(text: &str) -> String {
    const TAKEN: [&str; 20] = [
        "as", "async", "await", "box", "const", "crate", "else", "enum", "extern", "final", "for", "if",
        "impl", "in", "match", "move", "ref", "self", "static", "use",
    ];
    let name = snake(text);
    match name.as_str() {
        "type" => "kind".to_owned(),
        taken if TAKEN.contains(&taken) => format!("{name}_"),
        digits if digits.starts_with(|first: char| first.is_ascii_digit()) => format!("n{name}"),
        _ => name,
    }
}

/// `policies` as `policy`, `addresses` as `address`, `roles` as `role`.
pub(super) fn singular(text: &str) -> String {
    if let Some(stem) = text.strip_suffix("ies") {
        return format!("{stem}y");
    }
    if let Some(stem) = text.strip_suffix("sses") {
        return format!("{stem}ss");
    }
    let keeps = ["ss", "us", "is"].iter().any(|end| text.ends_with(end));
    if keeps { text.to_owned() } else { text.strip_suffix('s').unwrap_or(text).to_owned() }
}

/// `role` as `a role`, `access group` as `an access group`.
pub(super) fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// A capital at the start and one full stop at the end.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    first + letters.as_str() + "."
}

/// `Create a role` as `Creates a role.`
pub(super) fn third_person(text: &str) -> String {
    let text = sentence(text);
    let (verb, rest) = text.split_once(' ').unwrap_or((text.trim_end_matches('.'), "."));
    let es = ["s", "sh", "ch", "x", "z", "o"].iter().any(|end| verb.ends_with(end));
    let verb = match verb.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if es => format!("{verb}es"),
        _ => format!("{verb}s"),
    };
    if rest == "." { verb + "." } else { format!("{verb} {rest}") }
}

/// A text as lines of a doc comment, none of them longer than 110 characters.
pub(super) fn doc(indent: &str, text: &str) -> String {
    let mut out = String::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && indent.len() + line.len() + word.len() > 105 {
                let _ = writeln!(out, "{indent}/// {line}");
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        out.push_str(format!("{indent}/// {line}").trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_rust() {
        assert_eq!(
            (camel("identity_providers"), camel("TIME_RESTRICTED")),
            ("IdentityProviders".into(), "TimeRestricted".into())
        );
        assert_eq!((camel("aB-c"), camel("2fa")), ("ABC".into(), "V2fa".into()));
        assert_eq!((snake("displayName"), snake("x5t#S256")), ("display_name".into(), "x5t_s256".into()));
        assert_eq!((field("type"), field("match")), ("kind".into(), "match_".into()));
        assert_eq!(
            ["policies", "roles", "status", "addresses"].map(singular),
            ["policy", "role", "status", "address"]
        );
    }

    #[test]
    fn sentences_have_a_verb_in_the_third_person() {
        assert_eq!(third_person("create a role"), "Creates a role.");
        assert_eq!(third_person("Fetch the role."), "Fetches the role.");
        assert_eq!(third_person("Modify it"), "Modifies it.");
        assert_eq!(third_person("Login"), "Logins.");
    }
}
