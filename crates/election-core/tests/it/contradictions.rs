//! The law of verdicts: ledger, promises, reigns and nodes never contradict each other, at any
//! instant, in any story and under any faults.

use crate::stories;
use election_core::action::{Action, Direction, Filter};
use election_core::event::{Event, Sink};
use election_core::outcome::{Reigns, believers};
use election_core::property::Status;
use election_core::scenario::Scenario;
use election_core::search::mischief;
use election_core::sim::Cluster;
use election_core::sim::rng::mix;
use election_core::view::{Health, Role};
use election_core::words::{NodeId, Time};
use std::sync::Arc;

/// Listens to who leads.
#[derive(Default)]
struct Listener(Reigns);

impl Sink for Listener {
    fn wants_detail(&self) -> bool {
        false
    }
    fn event(&mut self, event: &Event) {
        self.0.hear(event);
    }
}

/// What contradicts what, now.
fn contradictions(world: &dyn Cluster, reigns: &Reigns) -> Vec<String> {
    let mut found = Vec::new();
    let mut law = |holds: bool, says: String| {
        if !holds {
            found.push(says);
        }
    };
    let properties = world.properties();
    let status = |id: &str| {
        let property = properties.iter().find(|property| property.id == id);
        property.map(|property| property.status).unwrap_or(Status::NotExercised)
    };
    let broken = |id: &str| status(id) == Status::Violated;
    let sum = world.sum();
    law(
        sum.lost == 0 || broken("acked-on-authority"),
        format!("{} lost beside acked-on-authority {:?}", sum.lost, status("acked-on-authority")),
    );
    let gone = sum.lost - sum.doomed;
    law(
        gone == 0 || broken("acked-not-destroyed"),
        format!("{gone} destroyed beside acked-not-destroyed {:?}", status("acked-not-destroyed")),
    );
    law(
        (sum.stale_reads > 0) == broken("acked-readable"),
        format!("{} stale reads beside {:?}", sum.stale_reads, status("acked-readable")),
    );
    let leads = believers(world);
    law(
        leads.len() < 2 || broken("dual-leader-belief"),
        format!("{leads:?} lead beside dual-leader-belief {:?}", status("dual-leader-belief")),
    );
    if let Some(id) = world.authority() {
        let up = !matches!(world.health(id), Health::Down { .. });
        law(up, format!("the data of {} count, which is down", id.0));
    }
    for id in (0..world.config().nodes.len() as u8).map(NodeId) {
        let up = !matches!(world.health(id), Health::Down { .. });
        let leads = up && world.standing(id).role == Role::Leader;
        let reigns = reigns.all.iter().any(|reign| reign.node == id && reign.to.is_none());
        law(leads == reigns, format!("{} leads: {leads}, reigns: {reigns}", id.0));
    }
    // A leader is missed only where none led: not by one who runs, leads and acknowledges to the
    // day it is judged.
    let missed = properties.iter().find(|it| it.id == "leader-within" && broken(it.id));
    for reign in missed.iter().flat_map(|it| reigns.all.iter().map(move |reign| (it, reign))) {
        let (missed, reign) = reign;
        let throughout = reign.established
            && reign.from.plus(1_000_000) < missed.at
            && reign.to.is_none_or(|to| to > missed.at);
        let acked = world.ledger().ops().iter().any(|op| {
            let (from, to) = (missed.at.0.saturating_sub(1_000_000), missed.at.0);
            op.acked.is_some_and(|(at, node, _)| node == reign.node && (from..to).contains(&at.0))
                && op.is_acknowledged()
        });
        law(
            !(throughout && acked),
            format!("{} leads at {}, and is missed", reign.node.0, missed.at),
        );
    }
    for (i, a) in leads.iter().enumerate() {
        let standing = |id: &NodeId| world.standing(*id);
        let same = |b: &&NodeId| standing(b).epoch == standing(a).epoch && standing(b).established;
        let twice = standing(a).established && leads[i + 1..].iter().any(|b| same(&b));
        law(
            !twice || broken("one-leader-per-epoch"),
            format!("two in epoch {} beside one-leader-per-epoch", standing(a).epoch),
        );
    }
    found
}

/// Plays a run and looks at it at so many moments.
fn watch(
    scenario: &Scenario,
    script: Vec<(Time, Action)>,
    until: Time,
    looks: u64,
) -> Option<String> {
    let mut world = scenario.start().unwrap();
    world.set_script(Arc::new(script));
    let mut listener = Listener::default();
    for look in 1..=looks {
        world.advance_to(Time(until.0 * look / looks), &mut listener);
        let found = contradictions(&*world, &listener.0);
        if !found.is_empty() {
            let seed = scenario.config.seed;
            return Some(format!("seed {seed} at {}: {}", world.now(), found.join("; ")));
        }
    }
    None
}

#[test]
fn ledger_promises_reigns_and_nodes_agree_in_every_story() {
    let mut wrong = Vec::new();
    for (name, _, scenario) in stories::all() {
        let found = (1..=50)
            .find_map(|seed| watch(&scenario.with_seed(seed), Vec::new(), scenario.until, 40));
        wrong.extend(found.map(|says| format!("{name} {says}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Random faults, and more of them that destroy data, stall disks and break connections.
fn faults(scenario: &Scenario, seed: u64, until: Time) -> Vec<(Time, Action)> {
    let mut script = mischief(scenario, seed, Time::ms(300), Time(until.0 * 7 / 10));
    let nodes = scenario.config.servers().count() as u64;
    let at = |part: u64| Time(until.0 * part / 20);
    let (a, b) = (NodeId((seed % nodes) as u8), NodeId((seed / nodes % nodes) as u8));
    let set = |id: NodeId| [id].into_iter().collect();
    match seed % 7 {
        0 => script.push((at(4 + seed % 7), Action::Wipe(a))),
        1 => script.extend([(at(5), Action::Stall(a)), (at(11), Action::Unstall(a))]),
        2 => script.push((at(6), Action::Break(set(a), set(b)))),
        3 => script.push((at(5), Action::Slow(set(a), set(b), Direction::Both, (20_000, 60_000)))),
        4 => script.push((
            at(5),
            Action::Filter(
                set(a),
                set(b),
                Direction::Forward,
                Some((seed % 9) as u8),
                Filter::Drop,
            ),
        )),
        5 => script.push((
            at(3 + seed % 9),
            Action::Filter(set(a), set(b), Direction::Both, None, Filter::Hold),
        )),
        _ => {}
    }
    script.sort_by_key(|(at, _)| *at);
    script
}

#[test]
fn ledger_promises_reigns_and_nodes_agree_under_random_faults() {
    let mut wrong = Vec::new();
    let until = Time::ms(20_000);
    for (name, _, scenario) in stories::playgrounds() {
        let found = (0..2_000).find_map(|seed| {
            let scenario = scenario.with_seed(seed);
            watch(&scenario, faults(&scenario, seed, until), until, 16)
        });
        wrong.extend(found.map(|says| format!("{name} {says}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Messages of some kinds are dropped or held on some links, one way or both, for a while.
fn filters(scenario: &Scenario, seed: u64, until: Time) -> Vec<(Time, Action)> {
    let mut state = seed;
    let mut roll = |most: u64| {
        state = mix(state);
        state % most
    };
    let cast = scenario.config.nodes.len() as u64;
    let kinds = scenario.config.system.messages.len() as u64;
    let mut script = Vec::new();
    for _ in 0..6 {
        let (a, b) = (roll(cast), roll(cast));
        let set = |id: u64| [NodeId(id as u8)].into_iter().collect();
        let way = [Direction::Forward, Direction::Both][roll(2) as usize];
        let kind = (roll(4) > 0).then(|| roll(kinds) as u8);
        let stops = [Filter::Drop, Filter::Hold][roll(2) as usize];
        let from = Time(roll(until.0 * 7 / 10));
        let to = from.plus(50_000 + roll(4_000_000));
        script.push((from, Action::Filter(set(a), set(b), way, kind, stops)));
        script.push((to, Action::Filter(set(a), set(b), way, kind, Filter::Pass)));
    }
    script.sort_by_key(|(at, _)| *at);
    script
}

/// A leader that cannot be heard is missed, as on a cut link; nothing else may break.
#[test]
fn promises_hold_while_messages_are_dropped_or_held() {
    let mut wrong = Vec::new();
    let until = Time::ms(20_000);
    for (name, _, scenario) in stories::playgrounds() {
        for seed in 0..300 {
            let scenario = scenario.with_seed(seed);
            let mut world = scenario.start().unwrap();
            world.set_script(Arc::new(filters(&scenario, seed, until)));
            world.advance_to(until, &mut Listener::default());
            let broken = world.properties().into_iter().filter(|it| {
                let live = ["leader-within", "server-led-within"].contains(&it.id);
                it.promised && !live && it.status == Status::Violated
            });
            wrong.extend(broken.map(|it| {
                format!("{name} seed {seed}: {} at {}, {}", it.id, it.at, it.witness.says)
            }));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
