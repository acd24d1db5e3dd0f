//! Fingerprints of content: the same in every version and on every machine.

/// FNV-1a with 64 bits, fed piece by piece.
///
/// Source: <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>
#[derive(Clone, Copy, Debug)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    const PRIME: u64 = 0x0100_0000_01b3;

    /// Adds bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.0 = bytes
            .iter()
            .fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(Self::PRIME));
    }

    /// Adds eight bytes in one step, which is quicker and as good for telling texts apart; not what the
    /// source describes.
    pub fn feed_word(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(Self::PRIME).rotate_left(29);
    }

    /// The hash of all that was added.
    pub fn value(self) -> u64 {
        self.0
    }

    /// The same as 16 hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:016x}", self.0)
    }
}

/// The hash of a text.
pub fn of(text: &str) -> Fnv {
    let mut hash = Fnv::default();
    hash.feed(text.as_bytes());
    hash
}

/// A fingerprint of a text: it changes when the text does. 64 bits in hexadecimal.
pub fn fingerprint(text: &str) -> String {
    of(text).hex()
}

/// FNV-1a with 128 bits.
pub fn wide(bytes: &[u8]) -> u128 {
    let fold = |hash: u128, byte: &u8| (hash ^ u128::from(*byte)).wrapping_mul(WIDE_PRIME);
    bytes.iter().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, fold)
}

/// The prime of 128 bits.
const WIDE_PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_source() {
        assert_eq!(fingerprint(""), "cbf29ce484222325");
        assert_eq!(fingerprint("a"), "af63dc4c8601ec8c");
        assert_eq!(wide(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }
}
