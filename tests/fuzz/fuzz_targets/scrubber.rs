//! Any secret, in any spelling or in two, one around the other, in any text of a refusal.
#![no_main]

use portcullis_core::{Client, Secret, secret};
use portcullis_fuzz::{echoed, spellings::ALL};
use serde::Serialize;
use serde_json::json;

#[derive(Serialize)]
struct Body {
    #[serde(serialize_with = "secret::expose")]
    password: Secret,
}

impl portcullis_core::Input for Body {}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [inner, outer, length, texts @ ..] = data else { return };
    let Ok(texts) = std::str::from_utf8(texts) else { return };
    let Some((secret, around)) = texts.split_at_checked(usize::from(*length % 64)) else { return };
    // Shorter ones take the whole text with them, and blanks stand in every text.
    if secret.bytes().filter(u8::is_ascii_graphic).count() < 8 {
        return;
    }
    let (before, after) = around.split_once('\n').unwrap_or((around, ""));
    let spelling = |number: u8| ALL[usize::from(number) % ALL.len()];
    let ((_, spell), (_, spell_again)) = (spelling(*inner), spelling(*outer));
    let spelled = spell_again(&spell(secret));
    let message = [before, &spelled, after].concat();
    let call = |client: Client| async move {
        let body = Body { password: secret.into() };
        client.post("/").json(&body).call::<serde_json::Value>().await
    };
    let error = echoed(json!({ "message": message, "code": spelled }), call);
    let tame =
        |text: &str| -> Vec<char> { text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect() };
    let (all, lead) = (tame(&spelled), before.chars().count());
    // What is beyond the bound of a text is not quoted anyway; digits of base64 at the ends are shared with the neighbours.
    let shown = all.get(..all.len().min(500_usize.saturating_sub(lead))).unwrap_or(&all);
    // Where the text is cut, three characters of the secret are no beginning yet.
    if shown.len() < all.len() && shown.len() * secret.chars().count() < 5 * all.len() {
        return;
    }
    let middle: String = shown.get(4..shown.len().saturating_sub(4)).unwrap_or_default().iter().collect();
    let beside: String = tame(&[before, "\n", after].concat()).iter().collect();
    if middle.chars().count() > 3 && !beside.contains(&middle) {
        // Between the marks: what is quoted of the text.
        for quoted in
            [error.message(), error.code().unwrap_or_default()].into_iter().flat_map(|t| t.split("***"))
        {
            assert!(!quoted.contains(&middle), "{secret:?} as {spelled:?}: {quoted:?}");
        }
    }
});
