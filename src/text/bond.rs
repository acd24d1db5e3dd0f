//! What stays together at a line's end although a blank stands in it: a number and its unit, a label and
//! its number, the groups of a long number, initials and a name.

/// Signs and short words that measure the number before them. Words such as "minutes" may begin a line.
const UNITS: [&str; 62] = [
    "%", "‰", "°", "°C", "°F", "ns", "us", "µs", "ms", "s", "sec", "min", "h", "d", "Hz", "kHz",
    "MHz", "GHz", "bit", "kbit", "Mbit", "Gbit", "B", "kB", "KB", "MB", "GB", "TB", "PB", "KiB",
    "MiB", "GiB", "TiB", "bps", "kbps", "Mbps", "Gbps", "mm", "cm", "m", "km", "mg", "g", "kg",
    "W", "kW", "V", "px", "pp", "x", "×", "rps", "rpm", "qps", "tps", "€", "$", "£", "USD", "EUR",
    "GBP", "CHF",
];
/// What a rate is counted by.
const PER: [&str; 5] = ["s", "min", "h", "d", "month"];
/// What the number behind them tells which one of, and signs that stand before a number.
const LABELS: [&str; 29] = [
    "§", "§§", "no.", "nr.", "p.", "pp.", "fig.", "figure", "table", "chapter", "section", "part",
    "step", "page", "line", "lesson", "week", "exercise", "question", "rule", "version", "rfc",
    "≤", "≥", "≈", "±", "€", "$", "£",
];

/// Whether no line should end between two words that one blank parts.
pub fn bound(before: &str, after: &str) -> bool {
    let ends = before.chars().next_back().zip(after.chars().next());
    match ends {
        Some(('0'..='9', '0'..='9')) => is_group(after),
        Some((_, '0'..='9')) => is_label(before),
        Some(('0'..='9', _)) => is_unit(after),
        Some(('.', first)) => first.is_uppercase() && is_initial(before),
        _ => false,
    }
}

/// Three digits that go on with a number.
fn is_group(word: &str) -> bool {
    let digits = bare(word);
    digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_label(word: &str) -> bool {
    let word = word.trim_start_matches(opens).to_lowercase();
    LABELS.contains(&word.as_str())
}

fn is_unit(word: &str) -> bool {
    let word = bare(word);
    let rate = || word.rsplit_once('/').is_some_and(|(_, per)| PER.contains(&per));
    UNITS.contains(&word) || rate()
}

fn is_initial(word: &str) -> bool {
    let mut letters = word.trim_start_matches(opens).chars();
    letters.next().is_some_and(char::is_uppercase) && letters.as_str() == "."
}

/// A word without the punctuation behind it.
fn bare(word: &str) -> &str {
    word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '”', '’', '»'])
}

fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '"' | '\'' | '“' | '‘' | '«')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stays_with_what_measures_or_names_it() {
        let together = [
            ("99.9", "%"),
            ("(250", "ms)."),
            ("12", "orders/s,"),
            ("10", "000"),
            ("§", "4"),
            ("(Figure", "3)"),
            ("week", "4"),
            ("€", "5"),
            ("D.", "Parnas"),
        ];
        for (before, after) in together {
            assert!(bound(before, after), "{before} {after}");
        }
        let apart = [
            ("5", "services"),
            ("in", "2"),
            ("of", "ms"),
            ("end.", "The"),
            ("B.", "then"),
            ("2", ""),
            ("", "3"),
            ("2024", "and/or"),
        ];
        for (before, after) in apart {
            assert!(!bound(before, after), "{before} {after}");
        }
    }
}
