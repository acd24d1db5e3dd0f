//! A line of JSON as a tree that borrows from it: millions of lines are read, and most of each is looked
//! at only to tell whether two are the same.

use std::{borrow::Cow, fmt};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::{chance::Chance, hash::Fnv};

/// A value of JSON.
#[derive(Debug, Default)]
pub(super) enum Json<'l> {
    #[default]
    Null,
    Flag(bool),
    Number(f64),
    Text(Cow<'l, str>),
    List(Vec<Json<'l>>),
    Object(Vec<(Cow<'l, str>, Json<'l>)>),
}

/// What is not there.
pub(super) static NOTHING: Json<'static> = Json::Null;

impl<'l> Json<'l> {
    /// Reads a line.
    pub(super) fn read(line: &'l [u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(line)
    }

    /// A field of an object; null where there is none. Of two with one name the last counts.
    pub(super) fn get(&self, key: &str) -> &Self {
        let Self::Object(fields) = self else { return &NOTHING };
        fields.iter().rev().find(|(name, _)| name == key).map_or(&NOTHING, |(_, value)| value)
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(super) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(super) fn flag(&self) -> Option<bool> {
        if let Self::Flag(flag) = self { Some(*flag) } else { None }
    }

    pub(super) fn list(&self) -> &[Json<'l>] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// A fingerprint of what it says: the order of fields, escapes and the form of numbers, which stores
    /// change, say nothing.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hash = Fnv::default();
        match self {
            Self::Null => hash.feed_word(1),
            Self::Flag(flag) => hash.feed_word(2 + u64::from(*flag)),
            // Both noughts are one number.
            Self::Number(number) => feed(&mut hash, [4, (number + 0.0).to_bits()]),
            Self::Text(text) => {
                hash.feed_word(5);
                feed_text(&mut hash, text);
            }
            Self::List(items) => {
                hash.feed_word(6);
                items.iter().for_each(|item| hash.feed_word(item.fingerprint()));
            }
            Self::Object(fields) => {
                // A sum is the same in any order.
                hash.feed_word(fields.iter().map(field_print).fold(7, u64::wrapping_add));
            }
        }
        // What differs in high bits only must differ everywhere before it is added up.
        Chance::new(hash.value()).number()
    }
}

fn field_print((name, value): &(Cow<'_, str>, Json<'_>)) -> u64 {
    let mut hash = Fnv::default();
    feed_text(&mut hash, name);
    hash.feed_word(value.fingerprint());
    Chance::new(hash.value()).number()
}

fn feed(hash: &mut Fnv, words: [u64; 2]) {
    words.into_iter().for_each(|word| hash.feed_word(word));
}

/// Feeds a text in words of eight bytes.
pub(super) fn feed_text(hash: &mut Fnv, text: &str) {
    hash.feed_word(text.len() as u64);
    for chunk in text.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
        hash.feed_word(u64::from_le_bytes(word));
    }
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json<'de>, E> {
        Ok(Json::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some(Json::Text(name)) = map.next_key()? {
            fields.push((name, map.next_value()?));
        }
        Ok(Json::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(text: &str) -> u64 {
        Json::read(text.as_bytes()).unwrap().fingerprint()
    }

    #[test]
    fn what_says_the_same_has_one_fingerprint() {
        for (one, other) in [
            (r#"{"a":1,"b":[true,null]}"#, r#"{ "b": [true, null], "a": 1.0 }"#),
            (r#"{"a":"é"}"#, r#"{"\u0061":"\u00e9"}"#),
            ("0.0", "-0"),
        ] {
            assert_eq!(print(one), print(other), "{one}");
        }
    }

    #[test]
    fn what_says_something_else_has_another() {
        let all = [
            "null",
            "true",
            "false",
            "0",
            "1",
            "\"\"",
            "\"1\"",
            "[]",
            "[0]",
            "[[0]]",
            "{}",
            r#"{"a":null}"#,
            r#"{"a":{}}"#,
            r#"{"a":0,"b":1}"#,
            r#"{"a":1,"b":0}"#,
            "[0,1]",
            "[1,0]",
            r#""abcdefgh""#,
            r#""abcdefgh\u0000""#,
        ];
        let prints: std::collections::HashSet<u64> = all.iter().map(|text| print(text)).collect();
        assert_eq!(prints.len(), all.len());
    }

    #[test]
    fn what_is_nested_without_end_is_refused() {
        let deep = "[".repeat(100_000);
        assert!(Json::read(deep.as_bytes()).is_err());
        assert!(Json::read(b"NaN").is_err());
    }
}
