//! The course's only source of chance: a small generator that gives the same numbers for the same
//! seed on every machine and in every version, so that a question asked once can be asked again.

use crate::hash::Fnv;

/// `SplitMix64`. Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// A generator that starts at a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A seed for one thing inside a larger one, such as a question inside a sitting.
    pub fn seed_for(seed: u64, name: &str) -> u64 {
        let mut hash = Fingerprint::default();
        hash.text(name);
        Self(seed ^ hash.0.value()).number()
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but not including `limit`; 0 if the limit is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.number()) * (limit as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// Puts the items into a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// A hash of texts that stays the same between versions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fingerprint(Fnv);

impl Fingerprint {
    /// Takes in one text; two texts are never the same as their concatenation.
    pub(crate) fn text(&mut self, text: &str) {
        // 0xff is in no UTF-8 text, so it marks where one text ends.
        self.0.feed(text.as_bytes());
        self.0.feed(&[0xff]);
    }

    /// Takes in texts and how many there are.
    pub(crate) fn texts<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        let mut count = 0_usize;
        for text in texts {
            self.text(text);
            count += 1;
        }
        self.text(&count.to_string());
    }

    /// The hash as 16 hexadecimal digits.
    pub(crate) fn hex(&self) -> String {
        self.0.hex()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_a_seed_never_change() {
        // Reference values of the published algorithm for the seed 0.
        let mut chance = Chance::new(0);
        assert_eq!(chance.number(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(chance.number(), 0x6e78_9e6a_a1b9_65f4);
        let mut items = [1, 2, 3, 4, 5, 6];
        Chance::new(7).shuffle(&mut items);
        assert_eq!(items, [6, 5, 2, 4, 1, 3]);
    }

    #[test]
    fn every_place_is_drawn_about_equally_often() {
        let mut chance = Chance::new(1);
        let mut seen = [0_u32; 5];
        for _ in 0..5_000 {
            seen[chance.below(5)] += 1;
        }
        assert!(seen.iter().all(|count| (900..1_100).contains(count)), "{seen:?}");
        assert_eq!(chance.below(0), 0);
    }

    #[test]
    fn a_fingerprint_tells_where_one_text_ends() {
        let mut joined = Fingerprint::default();
        joined.text("ab");
        let mut apart = Fingerprint::default();
        apart.text("a");
        apart.text("b");
        assert_ne!(joined.hex(), apart.hex());
    }
}
