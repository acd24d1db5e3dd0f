//! Words that are not known, beside those that are.

use crate::text;

/// So many known words are compared with one that is not …
const COMPARED: usize = 1_000;

/// … and so many are listed where none is near.
const NAMED: usize = 60;

/// The known word that one is probably meant for.
pub(super) fn near<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    text::nearest(word, known.iter().take(COMPARED).copied())
}

/// "did you mean `x`?", or the list of what is known where nothing is near.
pub fn did_you_mean(word: &str, known: &[&str]) -> String {
    match near(word, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let names: Vec<String> =
                known.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
            let more = if known.len() > NAMED { " …" } else { "" };
            format!("known here: {}{more}", names.join(", "))
        }
    }
}
