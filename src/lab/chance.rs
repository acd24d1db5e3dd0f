//! Chance for simulations: named streams in fixed-point arithmetic, the same on every machine.
//! Knows no lab.

use crate::{chance::Chance, hash};

/// The share that is everything, in parts per million.
pub(crate) const WHOLE: u64 = 1_000_000;
/// ln 2 in 32 fractional bits.
const LN_2: u64 = 2_977_044_472;
/// Gaps between arrivals: 10^9 thousandths of a microsecond-rate, so that `SECOND_MILLI / rate` is µs.
const SECOND_MILLI: u64 = 1_000_000_000;

/// One random quantity's own numbers, so that a new draw in one place moves nothing elsewhere.
#[derive(Clone, Debug)]
pub struct Stream(Chance);

impl Stream {
    /// The stream of a name in a run with a seed.
    pub fn new(seed: u64, name: &str) -> Self {
        Self(Chance::new(seed ^ hash::of(name).value()))
    }

    /// A number from 0 up to but not including `limit`; 0 if the limit is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        // Two numbers of 64 bits: their product has no more than 128.
        high(u128::from(self.0.number()).wrapping_mul(u128::from(limit)))
    }

    /// Whether something happens that has a share of parts per million.
    pub fn happens(&mut self, share: u64) -> bool {
        self.below(WHOLE) < share
    }

    /// −ln(U) in 32 fractional bits: the binary logarithm bit by bit, times ln 2.
    pub fn exponential(&mut self) -> u64 {
        let drawn = self.0.number().max(1);
        let zeros = drawn.leading_zeros();
        let mut mantissa = u128::from(drawn << zeros);
        let mut fraction = 0_u64;
        for _ in 0..32 {
            // It has 64 bits, so its square has no more than 128.
            mantissa = mantissa.wrapping_mul(mantissa) >> 63;
            fraction <<= 1;
            if mantissa >> 64 != 0 {
                fraction |= 1;
                mantissa >>= 1;
            }
        }
        let binary = (u64::from(zeros + 1) << 32) - fraction;
        low((u128::from(binary) * u128::from(LN_2)) >> 32)
    }

    /// A draw with an exponential distribution, at least 1.
    pub fn exp(&mut self, mean: u64) -> u64 {
        low((u128::from(mean) * u128::from(self.exponential())) >> 32).max(1)
    }
}

/// The upper half of a product.
fn high(product: u128) -> u64 {
    low(product >> 64)
}

/// A value that is known to fit; the largest one if it ever should not.
fn low(value: u128) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

/// Even gaps at a rate, without drift: the remainder is carried.
#[derive(Clone, Copy, Debug, Default)]
pub struct Even(u64);

impl Even {
    /// The next gap in µs at a rate in thousandths per second; the rate is not 0.
    pub fn gap(&mut self, rate: u64) -> u64 {
        let rate = rate.max(1);
        self.0 += SECOND_MILLI;
        let gap = self.0 / rate;
        self.0 %= rate;
        gap
    }
}

/// Gaps between arrivals: even ones, or those of a Poisson process.
#[derive(Clone, Debug)]
pub enum Gaps {
    Even(Even),
    Poisson(Stream),
}

impl Gaps {
    /// The gaps of a kind, `even` or `poisson`, from a stream.
    pub fn new(kind: &str, stream: Stream) -> Self {
        if kind == "poisson" { Self::Poisson(stream) } else { Self::Even(Even::default()) }
    }

    /// The next gap in µs at a rate in thousandths per second.
    pub fn next(&mut self, rate: u64) -> u64 {
        match self {
            Self::Even(even) => even.gap(rate),
            Self::Poisson(stream) => stream.exp(SECOND_MILLI / rate.max(1)),
        }
    }
}

/// How long something takes: always the same, or exponentially distributed.
#[derive(Clone, Debug)]
pub struct Duration {
    exponential: bool,
    stream: Stream,
}

impl Duration {
    /// Durations of a kind, `const` or `exp`, from a stream.
    pub fn new(kind: &str, stream: Stream) -> Self {
        Self { exponential: kind == "exp", stream }
    }

    /// The next one around a mean; a constant one draws nothing.
    pub fn next(&mut self, mean: u64) -> u64 {
        if self.exponential { self.stream.exp(mean) } else { mean }
    }
}

/// A rate in whole things per step, with what is left of each step carried to the next.
#[derive(Clone, Copy, Debug, Default)]
pub struct Carry(u64);

impl Carry {
    /// How many whole things an amount in thousandths brings.
    pub fn whole(&mut self, milli: u64) -> u64 {
        self.0 += milli;
        let whole = self.0 / 1_000;
        self.0 %= 1_000;
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_the_same_on_every_machine() {
        let drawn = |draw: fn(&mut Stream) -> u64, n: usize| -> Vec<u64> {
            let mut stream = Stream::new(1, "arrivals");
            (0..n).map(|_| draw(&mut stream)).collect()
        };
        assert_eq!(
            drawn(|stream| stream.0.number(), 3),
            [0xa075_6a12_c9b7_b6b5, 0x10b3_c3a5_bcb0_7af2, 0xa403_210f_14b7_ba2e]
        );
        assert_eq!(drawn(|stream| stream.below(1_000), 5), [626, 65, 640, 494, 613]);
        assert_eq!(
            drawn(|stream| stream.exp(1_000_000), 5),
            [467_141, 2_729_636, 445_236, 704_623, 488_575]
        );
    }

    #[test]
    fn even_gaps_do_not_drift() {
        let mut even = Even::default();
        let gaps: Vec<u64> = (0..4).map(|_| even.gap(15_000)).collect();
        assert_eq!(gaps, [66_666, 66_667, 66_667, 66_666]);
    }

    #[test]
    fn streams_of_other_names_draw_other_numbers() {
        let mut arrivals = Stream::new(1, "arrivals");
        let mut latency = Stream::new(1, "latency");
        assert_ne!(arrivals.below(u64::MAX), latency.below(u64::MAX));
    }
}
