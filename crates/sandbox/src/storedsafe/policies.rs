//! Password policies.

use serde_json::{Map, Value, json};

use super::envelope::{Refusal, no, php};

/// The policy of users' passphrases: the vendor's name for ten characters is "normal".
pub(super) const NORMAL: u64 = 2;
/// The policy that demands nothing.
pub(super) const NONE: u64 = 16;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Any,
    Lower,
    Upper,
    Numeric,
    Other,
}

impl Class {
    pub(super) fn holds(self, letter: char) -> bool {
        match self {
            Self::Any => true,
            Self::Lower => letter.is_lowercase(),
            Self::Upper => letter.is_uppercase(),
            Self::Numeric => letter.is_numeric(),
            Self::Other => !letter.is_alphanumeric(),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Lower => "lowercase",
            Self::Upper => "uppercase",
            Self::Numeric => "numeric",
            Self::Other => "nonalphanumeric",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Anywhere,
    First,
    Last,
}

#[derive(Clone, Copy)]
pub(super) enum Rule {
    Min(Class, usize),
    Max(Class, usize),
    No(Class, Place),
}

impl Rule {
    pub(super) fn holds(self, text: &str) -> bool {
        let count = |class: Class| text.chars().filter(|letter| class.holds(*letter)).count();
        let free = |class: Class, letter: Option<char>| letter.is_none_or(|letter| !class.holds(letter));
        match self {
            Self::Min(class, least) => count(class) >= least,
            Self::Max(class, most) => count(class) <= most,
            Self::No(class, Place::Anywhere) => count(class) == 0,
            Self::No(class, Place::First) => free(class, text.chars().next()),
            Self::No(class, Place::Last) => free(class, text.chars().next_back()),
        }
    }

    fn entry(self) -> (String, Value) {
        let key = |bound: &str, class: Class| match class {
            Class::Any => format!("{bound}_length"),
            class => format!("{bound}_{}_chars", class.word()),
        };
        match self {
            Self::Min(class, least) => (key("min", class), least.into()),
            Self::Max(class, most) => (key("max", class), most.into()),
            Self::No(class, place) => {
                let place = match place {
                    Place::Anywhere => "chars",
                    Place::First => "first",
                    Place::Last => "last",
                };
                (format!("disallow_{}_{place}", class.word()), true.into())
            }
        }
    }

    fn text(self, field: &str) -> String {
        let what = |class: Class| match class {
            Class::Any => "characters".to_owned(),
            class => format!("{} characters", class.word()),
        };
        match self {
            Self::Min(class, least) => format!("{field} must have at least {least} {}.", what(class)),
            Self::Max(class, most) => format!("{field} must have at most {most} {}.", what(class)),
            Self::No(class, Place::Anywhere) => format!("{field} must not have {}.", what(class)),
            Self::No(class, Place::First) => format!("{field} must not start with {}.", what(class)),
            Self::No(class, Place::Last) => format!("{field} must not end with {}.", what(class)),
        }
    }
}

pub(super) struct Policy {
    pub(super) id: u64,
    pub(super) name: &'static str,
    pub(super) rules: &'static [Rule],
}

impl Policy {
    pub(super) fn accepts(&self, text: &str) -> bool {
        self.rules.iter().all(|rule| rule.holds(text))
    }

    /// The rules in words, about a field of this name.
    pub(super) fn texts(&self, field: &str) -> Vec<String> {
        self.rules.iter().map(|rule| rule.text(field)).collect()
    }

    pub(super) fn view(&self) -> Value {
        let rules: Map<String, Value> = self.rules.iter().map(|rule| rule.entry()).collect();
        json!({ "id": self.id, "name": self.name, "rules": php(rules) })
    }
}

/// The numbers and lengths are the vendor's. The rules of 13 are not known; it has one of each kind here, so that a
/// client meets them all.
pub(super) const ALL: [Policy; 5] = [
    Policy { id: NORMAL, name: "normal", rules: &[Rule::Min(Class::Any, 10)] },
    Policy { id: 7, name: "high", rules: &[Rule::Min(Class::Any, 14)] },
    Policy { id: 8, name: "good", rules: &[Rule::Min(Class::Any, 12)] },
    Policy {
        id: 13,
        name: "strict",
        rules: &[
            Rule::Min(Class::Any, 12),
            Rule::Max(Class::Any, 64),
            Rule::Min(Class::Lower, 2),
            Rule::Min(Class::Upper, 2),
            Rule::Min(Class::Numeric, 1),
            Rule::Max(Class::Numeric, 12),
            Rule::No(Class::Other, Place::Anywhere),
            Rule::No(Class::Numeric, Place::First),
            Rule::No(Class::Numeric, Place::Last),
        ],
    },
    Policy { id: NONE, name: "none", rules: &[] },
];

pub(super) fn by_id(id: u64) -> Result<&'static Policy, Refusal> {
    const KNOWN: &[Policy] = &ALL;
    KNOWN.iter().find(|policy| policy.id == id).ok_or_else(|| no("NO SUCH POLICY"))
}

pub(super) fn find(id: &str) -> Result<&'static Policy, Refusal> {
    id.parse().map_err(|_| no("NO SUCH POLICY")).and_then(by_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_decides_alone() {
        let strict = find("13").ok().unwrap();
        assert!(strict.accepts("aaBB1ccccccc"));
        for (wrong, why) in [
            ("aaBB1cccccc", "short"),
            ("aBBB1BBBBBBB", "one small letter"),
            ("aaaB1ccccccc", "one capital"),
            ("aaBBaccccccc", "no digit"),
            ("aaBB1-cccccc", "a sign"),
            ("1aaBBccccccc", "starts with a digit"),
            ("aaBBccccccc1", "ends with a digit"),
            ("aaBB1234567890123c", "too many digits"),
        ] {
            assert!(!strict.accepts(wrong), "{why}");
        }
        assert!(!strict.accepts(&format!("aaBB1{}", "c".repeat(60))));
        assert!(find("16").ok().unwrap().accepts(""));
        assert!(find("3").is_err() && find("normal").is_err());
    }

    #[test]
    fn rules_have_the_documented_names() {
        let strict = find("13").ok().unwrap().view();
        assert_eq!(strict["rules"]["min_length"], 12);
        assert_eq!(strict["rules"]["max_numeric_chars"], 12);
        assert_eq!(strict["rules"]["disallow_nonalphanumeric_chars"], true);
        assert_eq!(find("16").ok().unwrap().view()["rules"], json!([]));
    }
}
