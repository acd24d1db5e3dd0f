//! The pseudonym of a learner in a class: 26 characters that say nothing about anybody.

use std::fmt;

use uuid::Uuid;

/// The signs of base 32 in lower case.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc4648#section-6>
const SIGNS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// So many signs hold 128 bits, five in each.
const LENGTH: usize = 26;

/// A learner's pseudonym.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

impl Code {
    /// What a code looks like, in words.
    pub const FORM: &str = "26 letters and digits from 2 to 7";

    /// The code of 128 bits, which should be random ones.
    pub fn of(bits: u128) -> Self {
        let signs = (0..LENGTH).map(|at| {
            let five = (bits >> (5 * at)) & 31;
            let sign = usize::try_from(five).ok().and_then(|five| SIGNS.get(five));
            sign.map_or('a', |sign| char::from(*sign))
        });
        Self(signs.collect())
    }

    /// A new code, which nobody can guess.
    pub fn random() -> Self {
        // A UUID has 122 random bits; turned by half, the fixed ones of one meet random ones of the other.
        Self::of(Uuid::new_v4().as_u128() ^ Uuid::new_v4().as_u128().rotate_left(64))
    }

    /// Reads a code as somebody types it; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let well_formed = text.len() == LENGTH && text.bytes().all(|sign| SIGNS.contains(&sign));
        well_formed.then_some(Self(text))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sign_of_a_random_code_is_always_the_same() {
        let codes: Vec<Code> = (0..200).map(|_| Code::random()).collect();
        for at in 0..LENGTH - 1 {
            let first = codes[0].as_str().as_bytes()[at];
            assert!(codes.iter().any(|code| code.as_str().as_bytes()[at] != first), "sign {at}");
        }
    }

    #[test]
    fn a_code_holds_its_128_bits_and_is_read_as_it_is_typed() {
        for bits in [0, 1, u128::MAX, 0x0123_4567_89ab_cdef_0f1e_2d3c_4b5a_6978] {
            let code = Code::of(bits);
            assert_eq!(Code::parse(&format!(" {} ", code.as_str().to_uppercase())), Some(code));
        }
        assert_eq!(Code::of(0).as_str(), "a".repeat(26));
        assert_ne!(Code::of(1 << 127), Code::of(0));
        for wrong in ["", "abc", "abcdefghijklmnopqrstuvwx01", &"a".repeat(27)] {
            assert_eq!(Code::parse(wrong), None, "{wrong}");
        }
    }
}
