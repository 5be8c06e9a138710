//! Counter-based draws: each is a function of (seed, domain, entity, ordinal). There is no
//! shared stream, so one more fault, message or timer changes no draw but its own.

/// What a draw is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u64)]
pub enum Domain {
    /// How long a message travels.
    Latency = 1,
    /// Whether the network loses it.
    Loss = 2,
    /// When a timer is due.
    Timer = 3,
    /// Plans made by a search or a test.
    Plan = 4,
    /// How long after the beginning a process starts.
    Start = 5,
    /// When an unconnected lane is dialled again.
    Dial = 6,
}

/// A well-mixed function of one word (the finaliser of SplitMix64).
pub const fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// The draw for this purpose.
pub const fn draw(seed: u64, domain: Domain, entity: u64, ordinal: u64) -> u64 {
    mix(mix(mix(seed ^ domain as u64) ^ entity) ^ ordinal)
}

/// A draw as a number from `from` to `to`, both included: multiply and shift. The bias is
/// below 2^-32 for ranges of an hour of microseconds; links depend on this very rule.
pub const fn between(draw: u64, from: u64, to: u64) -> u64 {
    let width = (to - from) as u128 + 1;
    from + ((draw as u128 * width) >> 64) as u64
}
