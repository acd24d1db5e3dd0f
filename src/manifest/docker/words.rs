//! The words of one instruction: flags, assignments, here-documents, the JSON form, variables.

use std::{collections::BTreeMap, ops::Range};

use super::Step;

/// An instruction from its joined lines.
pub(super) fn step(whole: &str, span: Range<usize>) -> Step {
    let (word, mut rest) = whole.split_once(char::is_whitespace).unwrap_or((whole, ""));
    let mut flags = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some(flag) = rest.strip_prefix("--") else { break };
        let (flag, after) = flag.split_once(char::is_whitespace).unwrap_or((flag, ""));
        let (name, value) = flag.split_once('=').unwrap_or((flag, ""));
        flags.push((name.to_owned(), value.trim_matches('"').to_owned()));
        rest = after;
    }
    let (word, rest) = (word.to_uppercase(), rest.trim().to_owned());
    Step { word, rest, flags, here: Vec::new(), span }
}

/// The words of the JSON form; nothing where it is another form.
pub(crate) fn json_words(rest: &str) -> Option<Vec<String>> {
    rest.starts_with('[').then(|| serde_json::from_str(rest).ok()).flatten()
}

/// Names and values of `ARG` and `ENV`, in both their forms.
pub(crate) fn assignments(rest: &str) -> Vec<(String, Option<String>)> {
    let words = quoted(rest);
    let first_assigns = words.first().is_some_and(|word| word.contains('='));
    if !first_assigns && words.len() > 1 && !words.iter().any(|word| word.contains('=')) {
        let (name, value) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        return vec![(name.to_owned(), Some(value.trim().to_owned()))];
    }
    let pair = |word: String| match word.split_once('=') {
        Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
        None => (word, None),
    };
    words.into_iter().map(pair).collect()
}

/// Words at white space, quotes taken off.
pub(super) fn quoted(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    let mut any = false;
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => (quote, any) = (Some(c), true),
            (None, c) if c.is_whitespace() => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            (_, c) => {
                word.push(c);
                any = true;
            }
        }
    }
    if any {
        words.push(word);
    }
    words
}

/// Names of the here-documents that a line begins, and whether tabs are taken off.
pub(super) fn here(rest: &str) -> Vec<(String, bool)> {
    let begins = |word: &str| {
        let word = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let name = word.strip_prefix("<<")?;
        let (name, tabs) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
        let name = name.trim_matches(['"', '\'']);
        let plain = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c));
        plain.then(|| (name.to_owned(), tabs))
    };
    rest.split_whitespace().filter_map(begins).collect()
}

/// A text with variables put in; nothing where one is not known.
pub(crate) fn expanded(text: &str, known: &BTreeMap<String, String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(rest.get(..at)?);
        rest = rest.get(at + 1..)?;
        let (name, otherwise, after) = if let Some(inside) = rest.strip_prefix('{') {
            let end = inside.find('}')?;
            let (inside, after) = (inside.get(..end)?, inside.get(end + 1..)?);
            match inside.split_once(":-") {
                Some((name, otherwise)) => (name, Some(otherwise), after),
                None => (inside, None, after),
            }
        } else {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            (rest.get(..end)?, None, rest.get(end..)?)
        };
        let value = known.get(name).map(String::as_str).filter(|value| !value.is_empty());
        out.push_str(value.or(otherwise)?);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_have_two_forms() {
        let owned = |name: &str, value: Option<&str>| (name.to_owned(), value.map(str::to_owned));
        assert_eq!(
            assignments("A=1 B=\"x y\" C"),
            [owned("A", Some("1")), owned("B", Some("x y")), owned("C", None)]
        );
        assert_eq!(assignments("PATH /bin:/usr/bin"), [owned("PATH", Some("/bin:/usr/bin"))]);
    }

    #[test]
    fn variables_are_put_in_or_not_known() {
        let known = BTreeMap::from([("V".to_owned(), "22".to_owned())]);
        assert_eq!(expanded("node:${V}-$V", &known).unwrap(), "node:22-22");
        let otherwise = ["node:${", "W:-20}"].concat();
        assert_eq!(expanded(&otherwise, &known).unwrap(), "node:20");
        assert_eq!(expanded("node:$W", &known), None);
    }
}
