//! Generated passwords.

use super::envelope::{Call, Refusal, no};
use super::policies::{self, Class, Place, Policy, Rule};
use crate::random;

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";
const SIGNS: &str = "!#%&()*+,-./:;<=>?@[]_{}";
const CONSONANTS: &str = "bcdfghjklmnprstvxz";
const VOWELS: &str = "aeiouy";

/// How often a password is drawn before a policy counts as out of reach.
const DRAWS: usize = 2000;

/// Short words. A real word list is a hundred times as long; what is generated here protects nothing.
const ENGLISH: &str = "a ad ago air arm art ash axe bay bed bee big box bud cab cap car cat cow cup day den dew dog \
    dot ear eel egg elm fan fig fin fir fog fox gem hat hay hen hut ice ink ivy jar jay key kit lake lamp leaf lime \
    lion moon moss nest oak oven palm pear pine pond rain reed road rope rose sail sand seal seed ship silk snow \
    amber apple beach berry bread brick cabin candle canvas castle cedar cherry cloud copper coral desert dragon \
    eagle ember falcon feather forest garden glacier granite harbour hazel island jungle kettle ladder lantern \
    meadow mountain orchard pebble planet prairie rabbit river saddle shadow silver spruce summer thunder timber \
    tunnel valley velvet village walnut waterfall willow window winter yellow";
const SWEDISH: &str = "al ask bi bok bro by ek eld fisk fot gren gran hav hus is jul katt ko kust lada lamm lind \
    lo mark mor natt nord ost ov ren ros sal sand sju sko snö stad tak tall ved vind vik våg å åker älv äng ö \
    blomma dimma dörr fjord fågel fönster gryning hallon havre himmel hösten klippa kvarn lingon måne skog skymning \
    sommar stjärna strand trädgård vinter vägskäl";
/// The mix of signs between words.
const MIX: &str = "-_.,:;+*!";

struct Asked<'a> {
    call: &'a Call,
}

impl Asked<'_> {
    fn number(&self, name: &str, default: usize, least: usize, most: usize) -> Result<usize, Refusal> {
        let Some(text) = self.call.text(name) else { return Ok(default) };
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| no(format!("Parameter {name} must be a number from {least} to {most}.")))
    }

    fn delimiter(&self, default: Option<char>) -> Result<Option<char>, Refusal> {
        match self.call.text("delimiter") {
            None | Some("default") => Ok(default),
            Some("dash") => Ok(Some('-')),
            Some("space") => Ok(Some(' ')),
            Some(_) => Err(no("Parameter delimiter must be dash, space or default.")),
        }
    }
}

/// The type of generator and what it made.
pub(super) fn generate(call: &Call) -> Result<(&'static str, String), Refusal> {
    let asked = Asked { call };
    let policy = call.id("policyid")?.map(|id| policies::find(&id)).transpose()?;
    let draw: (&'static str, Box<dyn Fn() -> String>) = match call.text("type").unwrap_or("secure") {
        "pronounceable" => {
            let length = asked.number("length", length_for(policy, 12), 1, 1024)?;
            ("pronounceable", Box::new(move || pronounceable(length)))
        }
        "secure" => {
            let length = asked.number("length", length_for(policy, 40), 1, 1024)?;
            let alphabet = alphabet(policy);
            ("secure", Box::new(move || random::text(&alphabet, length)))
        }
        "pin" => {
            let length = asked.number("length", length_for(policy, 4), 1, 100)?;
            ("pin", Box::new(move || random::text(&letters(DIGITS), length)))
        }
        "bytes" => {
            let length = asked.number("length", 32, 1, 1024)?;
            ("bytes", Box::new(move || random::hex(2 * length)))
        }
        "opie" => {
            let delimiter = asked.delimiter(Some(' '))?;
            let short = words(ENGLISH, 1, 4);
            ("opie", Box::new(move || join(&short, 6, delimiter).to_uppercase()))
        }
        "diceword" => {
            let list = match call.text("language") {
                None | Some("en_US") => ENGLISH,
                Some("sv_SE") => SWEDISH,
                Some(_) => return Err(no("Parameter language must be en_US or sv_SE.")),
            };
            let count = asked.number("words", 5, 1, 100)?;
            let least = asked.number("min_char", 2, 0, 100)?;
            let most = asked.number("max_char", 0, 0, 100)?;
            let delimiter = asked.delimiter(None)?;
            let list = words(list, least, if most == 0 { usize::MAX } else { most });
            if list.is_empty() {
                return Err(no("No word has the asked length."));
            }
            ("diceword", Box::new(move || join(&list, count, delimiter)))
        }
        _ => return Err(no("Unknown type of password.")),
    };
    let (kind, draw) = draw;
    let fits = |text: &String| policy.is_none_or(|policy| policy.accepts(text));
    let found = (0..DRAWS).map(|_| draw()).find(fits);
    found.map(|text| (kind, text)).ok_or_else(|| no("No password of this kind satisfies the policy."))
}

/// The default length, within the policy's bounds.
fn length_for(policy: Option<&Policy>, default: usize) -> usize {
    policy.into_iter().flat_map(|policy| policy.rules).fold(default, |length, rule| match rule {
        Rule::Min(Class::Any, least) => length.max(*least),
        Rule::Max(Class::Any, most) => length.min(*most),
        _ => length,
    })
}

/// All signs, without those that a policy forbids everywhere.
fn alphabet(policy: Option<&Policy>) -> Vec<char> {
    let rules = policy.map_or(&[][..], |policy| policy.rules);
    let forbidden = |letter: char| {
        rules.iter().any(|rule| matches!(rule, Rule::No(class, Place::Anywhere) if class.holds(letter)))
    };
    [LOWER, UPPER, DIGITS, SIGNS]
        .into_iter()
        .flat_map(str::chars)
        .filter(|letter| !forbidden(*letter))
        .collect()
}

fn letters(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn pronounceable(length: usize) -> String {
    let (consonants, vowels) = (letters(CONSONANTS), letters(VOWELS));
    (0..length).map(|at| random::text(if at % 2 == 0 { &consonants } else { &vowels }, 1)).collect()
}

fn words(list: &'static str, least: usize, most: usize) -> Vec<&'static str> {
    list.split_whitespace().filter(|word| (least..=most).contains(&word.chars().count())).collect()
}

/// Random words with a sign between them, or with a mix of signs.
fn join(list: &[&str], count: usize, delimiter: Option<char>) -> String {
    let mut text = String::new();
    for at in 0..count {
        if at > 0 {
            match delimiter {
                Some(delimiter) => text.push(delimiter),
                None => text.push_str(&random::text(&letters(MIX), 1)),
            }
        }
        text.push_str(list.get(random::below(list.len())).copied().unwrap_or_default());
    }
    text
}
