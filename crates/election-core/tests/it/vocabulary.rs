//! temp
use crate::stories;
use election_core::event::{Event, Sink, What};
use election_core::search::mischief;
use election_core::words::{NodeId, Time};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Default)]
struct Heard(BTreeMap<String, BTreeSet<String>>);
impl Sink for Heard {
    fn wants_detail(&self) -> bool {
        false
    }
    fn event(&mut self, event: &Event) {
        if let What::Cited(_, cited) = &event.what {
            self.0.entry(cited.rule.id.into()).or_default().insert(cited.verdict.into());
        }
    }
}

#[test]
fn collect() {
    let mut heard = Heard::default();
    for (_, _, scenario) in stories::all() {
        for seed in 0..12u64 {
            let to = scenario.until;
            let mut world = scenario.with_seed(seed + 1).start().unwrap();
            if seed >= 2 {
                world.set_script(Arc::new(mischief(
                    &scenario,
                    seed,
                    Time(500_000),
                    Time(to.0 * 6 / 10),
                )));
            }
            for part in 1..=200 {
                world.advance_to(Time(to.0 * part / 200), &mut heard);
                let view = world.view();
                for node in view.nodes {
                    let key = format!("{} {}", scenario.config.system.key, node.kind);
                    let role = world.standing(NodeId(node.id.0)).role.word();
                    heard.0.entry(key.clone() + " role").or_default().insert(role.into());
                    heard.0.entry(key + " name").or_default().insert(node.portrait.role_name);
                }
            }
        }
    }
    for (id, words) in heard.0 {
        println!("{id}: {words:?}");
    }
}
