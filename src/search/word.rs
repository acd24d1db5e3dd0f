//! Messages, as they are compared: small letters without accents.

use std::ops::Range;

/// Letters of Latin script with the plain letter they are compared as.
const PLAIN: [(char, &str); 16] = [
    ('a', "àáâãäåāăąǎảạấầẩẫậắằẳẵặ"),
    ('c', "çćĉċč"),
    ('d', "ďđ"),
    ('e', "èéêëēĕėęěẻẽẹếềểễệ"),
    ('g', "ĝğġģ"),
    ('i', "ìíîïĩīĭįıǐỉị"),
    ('k', "ķ"),
    ('l', "ĺļľł"),
    ('n', "ñńņň"),
    ('o', "òóôõöøōŏőǒỏọốồổỗộơớờởỡợ"),
    ('r', "ŕŗř"),
    ('s', "śŝşšș"),
    ('t', "ţťțŧ"),
    ('u', "ùúûüũūŭůűųǔủụưứừửữự"),
    ('y', "ýÿŷỳỷỹỵ"),
    ('z', "źżž"),
];

/// How a character is compared; nothing for a mark that stands above or below a letter.
pub fn fold(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c.to_ascii_lowercase());
    }
    let small = c.to_lowercase().next().unwrap_or(c);
    match small {
        '\u{300}'..='\u{36f}' => None,
        'ё' => Some('е'),
        '\u{e0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
            let plain = PLAIN.iter().find(|(_, marked)| marked.contains(small));
            Some(plain.map_or(small, |(plain, _)| *plain))
        }
        other => Some(other),
    }
}

/// Whether a character is a word of its own, as in Chinese.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{3ffff}')
}

fn belongs(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

/// Calls `each` with every word of a text, folded, and its place.
pub fn each_word(text: &str, mut each: impl FnMut(&str, Range<usize>)) {
    let mut word = String::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let alone = !c.is_ascii() && stands_alone(c);
        if (alone || !belongs(c)) && !word.is_empty() {
            each(&word, start..at);
            word.clear();
        }
        if !belongs(c) {
            continue;
        }
        if word.is_empty() {
            start = at;
        }
        word.extend(fold(c));
        if alone {
            each(&word, start..at + c.len_utf8());
            word.clear();
        }
    }
    if !word.is_empty() {
        each(&word, start..text.len());
    }
}

/// The words of a text, folded.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, |word, _| words.push(word.to_owned()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_small_letters_without_accents() {
        assert_eq!(words("Two-phase COMMIT: p95"), ["two", "phase", "commit", "p95"]);
        assert_eq!(words("Résumé résume\u{301}"), ["resume", "resume"]);
        assert_eq!(words("Giao dịch bù trừ, Đồng"), ["giao", "dich", "bu", "tru", "dong"]);
        assert_eq!(words("Счётчик САГА"), ["счетчик", "сага"]);
        assert_eq!(words("数据 ab"), ["数", "据", "ab"]);
        assert_eq!(words("  *_` "), [""; 0]);
    }

    #[test]
    fn places_are_those_of_the_text_as_it_is_written() {
        let text = "Ünder é";
        let mut places = Vec::new();
        each_word(text, |_, range| places.push(&text[range]));
        assert_eq!(places, ["Ünder", "é"]);
    }
}
