//! Hashes that place keys and groups. `clients Utils.murmur2, BuiltInPartitioner`,
//! `GroupCoordinatorService.partitionFor`

/// The hash of a record's key, as Kafka's clients compute it: MurmurHash2, 32 bits, one seed.
pub fn murmur2(key: &[u8]) -> i32 {
    const SEED: u32 = 0x9747_b28c;
    const MIX: u32 = 0x5bd1_e995;
    let mix = |word: u32| {
        let word = word.wrapping_mul(MIX);
        (word ^ (word >> 24)).wrapping_mul(MIX)
    };
    let mut hash = SEED ^ key.len() as u32;
    let words = key.chunks_exact(4);
    let tail = words.remainder();
    for word in words {
        let word = word.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte));
        hash = hash.wrapping_mul(MIX) ^ mix(word);
    }
    if !tail.is_empty() {
        let rest = tail.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte));
        hash = (hash ^ rest).wrapping_mul(MIX);
    }
    hash = (hash ^ (hash >> 13)).wrapping_mul(MIX);
    (hash ^ (hash >> 15)) as i32
}

/// The partition of a key: the hash without its sign, over all partitions, led or not.
pub fn key_partition(key: &[u8], partitions: i64) -> i64 {
    i64::from(murmur2(key) & i32::MAX) % partitions
}

/// Java's `String.hashCode`.
pub fn java_hash(text: &str) -> i32 {
    text.encode_utf16()
        .fold(0, |hash: i32, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

/// The partition of `__consumer_offsets` whose leader coordinates the group: the absolute
/// value of the hash (the smallest int counts as 0), not the hash without its sign.
pub fn coordinator_partition(group: &str, partitions: i64) -> i64 {
    i64::from(java_hash(group).checked_abs().unwrap_or(0)) % partitions
}

/// The order in which Java's hash table walks over its keys, given in the order they came: by
/// slot, and in a slot by age. The table doubles beyond three quarters full.
pub fn java_hash_order<'a>(keys: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut keys: Vec<&str> = keys.into_iter().collect();
    let mut slots: u64 = 16;
    while keys.len() as u64 * 4 > slots * 3 {
        slots *= 2;
    }
    keys.sort_by_key(|key| {
        let hash = java_hash(key) as u32;
        u64::from(hash ^ (hash >> 16)) & (slots - 1)
    });
    keys
}

/// The cumulated weights by which a record without a key draws its partition: the shorter the
/// queue, the heavier. `updatePartitionLoadStats` (KIP-794)
pub fn adaptive_weights(queue_sizes: &[i64]) -> Vec<i64> {
    let top = queue_sizes.iter().copied().max().unwrap_or(0).saturating_add(1);
    let mut sum: i64 = 0;
    let weigh = |size: &i64| {
        sum = sum.saturating_add(top.saturating_sub(*size));
        sum
    };
    queue_sizes.iter().map(weigh).collect()
}
