//! What the death of a broker costs by the number of partitions: counted in runs, one for each
//! number and frame, of every system that has something to tell.

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

/// A count under way: one run per frame.
#[derive(Debug, Default)]
pub struct Count {
    done: usize,
    curves: Vec<Curve>,
}

impl Session {
    /// Begins to count what is shown in the ledger of a story about it.
    pub(super) fn count_costs(&mut self) -> bool {
        self.counts = Some(Count::default());
        true
    }

    /// Counts one run more.
    pub(super) fn count_on(&mut self) {
        let Some(mut count) = self.counts.take() else { return };
        match count.go_on() {
            true => self.counts = Some(count),
            false => self.costs = Some(count.curves),
        }
    }
}

impl Count {
    /// Counts one run; false if all are counted. A number of partitions that cannot be is left
    /// out.
    fn go_on(&mut self) -> bool {
        let mut all = SYSTEMS.iter().flat_map(|system| system.costs);
        let Some(costs) = all.nth(self.done / SIZES.len()) else { return false };
        let design = costs.design;
        let counted = (costs.count)(SIZES[self.done % SIZES.len()]);
        self.done += 1;
        for (counter, count) in counted.into_iter().flatten() {
            let known = |curve: &&mut Curve| (curve.design, curve.counter) == (design, counter);
            match self.curves.iter_mut().find(known) {
                Some(curve) => curve.counts.push(count),
                None => self.curves.push(Curve { design, counter, counts: vec![count] }),
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A watch for every partition makes events for each of them; one controller hears one.
    #[test]
    fn events_grow_with_partitions_only_where_every_replica_watches() {
        let mut count = Count::default();
        while count.go_on() {}
        let curves = count.curves;
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
