//! What the death of a broker costs by the number of partitions: counted in runs, one for each
//! number, of every system that has something to tell.

use super::Session;
use election_core::systems::SYSTEMS;

/// The numbers of partitions that are tried: few enough for a click.
pub const SIZES: [u16; 4] = [10, 30, 100, 300];

/// One counter of one design.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Curve {
    /// The design's key.
    pub design: &'static str,
    /// The counter's name.
    pub counter: &'static str,
    /// Its numbers, in the order of [`SIZES`].
    pub counts: Vec<u32>,
}

impl Session {
    /// Counts what is shown in the ledger of a story about it.
    pub(super) fn count_costs(&mut self) -> bool {
        self.costs = Some(count());
        true
    }
}

/// Counts everything; a number of partitions that cannot be is left out.
fn count() -> Vec<Curve> {
    let mut curves: Vec<Curve> = Vec::new();
    for costs in SYSTEMS.iter().flat_map(|system| system.costs) {
        let design = costs.design;
        for (counter, count) in SIZES.into_iter().filter_map(|n| (costs.count)(n).ok()).flatten() {
            let known = |curve: &&mut Curve| (curve.design, curve.counter) == (design, counter);
            match curves.iter_mut().find(known) {
                Some(curve) => curve.counts.push(count),
                None => curves.push(Curve { design, counter, counts: vec![count] }),
            }
        }
    }
    curves
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A watch for every partition makes events for each of them; one controller hears one.
    #[test]
    fn events_grow_with_partitions_only_where_every_replica_watches() {
        let curves = count();
        let events = |design: &str| {
            let curve = curves.iter().find(|it| (it.design, it.counter) == (design, "events"));
            curve.expect("events are counted").counts.clone()
        };
        assert_eq!(events("zookeeper"), SIZES.map(|n| u32::from(n) * 2));
        assert_eq!(events("kafka"), [1; SIZES.len()]);
        let before = events("kafka-v2");
        assert!(before.iter().zip(SIZES).all(|(n, size)| *n >= u32::from(size) * 2), "{before:?}");
    }
}
