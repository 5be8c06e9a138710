//! What the world does to messages, processes and time, shown on a toy system.

use crate::toy::SPEC;
use election_core::action::{Action, Direction, Filter, Which};
use election_core::event::{Event, Loss, What};
use election_core::map;
use election_core::outcome::Nobody;
use election_core::scenario::plan::Plan;
use election_core::scenario::{Config, Network, NodeConfig};
use election_core::sim::{Cluster, Pending};
use election_core::view::{Down, Health};
use election_core::words::{NodeId, NodeSet, Time};
use std::sync::Arc;

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);
const C: NodeId = NodeId(2);

fn world() -> Box<dyn Cluster> {
    let node = |i: u8| NodeConfig {
        id: NodeId(i),
        label: format!("{i}"),
        kind: &SPEC.kinds[0],
        up: true,
        fsync_us: Some(20_000),
        durable: map! {},
        has_durable: false,
        options: map! {},
        attached: None,
    };
    let config = Config {
        system: &SPEC,
        nodes: (0..3).map(node).collect(),
        settings: map! { "tick" => 100 },
        rules_off: Vec::new(),
        network: Network::default(),
        stagger: None,
        seed: 7,
        plan: Arc::new(Plan::default()),
    };
    (SPEC.build)(&config).unwrap()
}

fn one(id: NodeId) -> NodeSet {
    [id].into_iter().collect()
}

fn run(world: &mut dyn Cluster, ms: u64) {
    let to = world.now().plus(ms * 1000);
    world.advance_to(to, &mut Nobody);
}

/// What `node` heard from `from`, in order: only words of this kind.
fn heard(world: &dyn Cluster, node: NodeId, from: NodeId, kind: &str) -> Vec<u32> {
    let note = world.view().nodes[node.index()].portrait.note.clone();
    let prefix = format!("{}:{kind}(", from.0);
    let of = note.split(' ').filter_map(|word| word.strip_prefix(&prefix)?.strip_suffix(')'));
    of.map(|number| number.parse().unwrap()).collect()
}

fn broke(world: &dyn Cluster, node: NodeId, peer: NodeId) -> usize {
    let note = world.view().nodes[node.index()].portrait.note.clone();
    note.split(' ').filter(|word| *word == format!("broke:{}", peer.0)).count()
}

fn in_order(words: &[u32]) -> bool {
    words.windows(2).all(|pair| pair[0] + 1 == pair[1])
}

#[test]
fn a_stream_waits_for_a_cut_link_and_keeps_its_order_a_datagram_is_lost() {
    let mut world = world();
    run(&mut *world, 1000);
    world.act(&Action::Cut(one(A), one(B), Direction::Forward), &mut Nobody);
    let before = heard(&*world, B, A, "Shout").len();
    run(&mut *world, 2000);
    assert_eq!(heard(&*world, B, A, "Shout").len(), before, "nothing passes a cut link");
    assert!(heard(&*world, A, B, "Shout").len() > before + 10, "the other way is open");
    world.act(&Action::HealAll, &mut Nobody);
    run(&mut *world, 500);
    assert!(
        heard(&*world, B, A, "Note").len() < 12,
        "TCP tries after 0.2, 0.4, 0.8, 1.6 and 3.3 s"
    );
    run(&mut *world, 1000);
    let notes = heard(&*world, B, A, "Note");
    assert!(in_order(&notes) && notes.len() > 20, "every note arrives, in order: {notes:?}");
    let shouts = heard(&*world, B, A, "Shout");
    assert!(!in_order(&shouts) && shouts.len() < notes.len(), "shouts on the cut link are gone");
    assert_eq!((broke(&*world, A, B), broke(&*world, B, A)), (0, 0), "no connection broke");
}

#[test]
fn a_killed_process_resets_its_connections_at_once() {
    let mut world = world();
    run(&mut *world, 1000);
    world.act(&Action::Kill(A), &mut Nobody);
    run(&mut *world, 10);
    assert_eq!((broke(&*world, B, A), broke(&*world, C, A)), (1, 1));
    assert!(matches!(world.health(A), Health::Down { .. }));
    run(&mut *world, 1000);
    assert!(broke(&*world, B, A) > 5, "every new connection is refused");
    world.act(&Action::Restart(A), &mut Nobody);
    run(&mut *world, 1000);
    let notes = heard(&*world, A, B, "Note");
    assert!(in_order(&notes) && !notes.is_empty(), "a new connection carries on: {notes:?}");
}

#[test]
fn a_process_without_power_is_silent_until_it_is_back() {
    let mut world = world();
    run(&mut *world, 1000);
    world.act(&Action::PowerOff(A), &mut Nobody);
    run(&mut *world, 3000);
    assert_eq!(broke(&*world, B, A), 0, "silence tells nobody anything");
    world.act(&Action::Restart(A), &mut Nobody);
    run(&mut *world, 1000);
    assert_eq!(broke(&*world, B, A), 1, "the old connection is refused by the new process");
    let notes = heard(&*world, A, B, "Note");
    assert!(in_order(&notes) && notes.len() > 3, "{notes:?}");
}

#[test]
fn a_kill_behind_a_cut_link_is_noticed_only_when_it_heals() {
    let mut world = world();
    run(&mut *world, 1000);
    world.act(&Action::Isolate(A), &mut Nobody);
    world.act(&Action::Kill(A), &mut Nobody);
    run(&mut *world, 3000);
    assert_eq!(broke(&*world, B, A), 0);
    world.act(&Action::HealAll, &mut Nobody);
    run(&mut *world, 400);
    assert!(broke(&*world, B, A) >= 1, "TCP has tried again");
}

#[test]
fn a_paused_process_reads_everything_when_it_goes_on() {
    let mut world = world();
    run(&mut *world, 1000);
    world.act(&Action::Pause(A), &mut Nobody);
    let (before, said) = (heard(&*world, A, B, "Note").len(), world.standing(A).log_end);
    run(&mut *world, 3000);
    assert_eq!(heard(&*world, A, B, "Note").len(), before);
    assert_eq!(world.standing(A).log_end, said, "its timers stand still");
    world.act(&Action::Resume(A), &mut Nobody);
    run(&mut *world, 10);
    let notes = heard(&*world, A, B, "Note");
    assert!(in_order(&notes) && notes.len() > before + 20, "{notes:?}");
}

#[test]
fn a_message_can_be_lost_delayed_and_doubled_by_hand() {
    let mut world = world();
    let step_until_sent = |world: &mut dyn Cluster| {
        while !world.view().messages.iter().any(|m| (m.id.from, m.id.to, m.name) == (A, B, "Shout"))
        {
            world.step(&mut Nobody);
        }
    };
    step_until_sent(&mut *world);
    let shout = Which { from: A, to: B, kind: Some(1), nth: None };
    let note = Which { kind: Some(0), ..shout };
    let mut events: Vec<Event> = Vec::new();
    world.act(&Action::Lose(shout), &mut events);
    let by_hand = |event: &Event| matches!(event.what, What::Lost { why: Loss::ByHand, .. });
    assert_eq!(events.iter().filter(|event| by_hand(event)).count(), 1);
    let now = world.now();
    world.act(&Action::Lose(note), &mut Nobody);
    let resent =
        world.view().messages.iter().find(|m| m.name == "Note" && m.id.to == B).unwrap().deliver_at;
    assert!(resent.since(now) > 200_000, "a stream sends it again after 200 ms");
    step_until_sent(&mut *world);
    world.act(&Action::Duplicate(shout), &mut Nobody);
    run(&mut *world, 100);
    let shouts = heard(&*world, B, A, "Shout");
    assert!(shouts.windows(2).any(|pair| pair[0] == pair[1]), "{shouts:?}");
    events.clear();
    world.act(&Action::Lose(Which { nth: Some(9_999), ..shout }), &mut events);
    assert!(events.iter().any(|event| matches!(event.what, What::NotDone(_))), "said, not dropped");
}

#[test]
fn a_lossy_stream_is_late_but_whole_and_a_lossy_datagram_is_not() {
    let mut world = world();
    world.act(&Action::Lossy(one(A), one(B), Direction::Forward, 200_000), &mut Nobody);
    run(&mut *world, 20_000);
    let (notes, shouts) = (heard(&*world, B, A, "Note"), heard(&*world, B, A, "Shout"));
    assert!(in_order(&notes) && notes.len() > 170, "{}", notes.len());
    assert!((130..=185).contains(&shouts.len()), "{}", shouts.len());
}

#[test]
fn a_setting_changes_live_and_a_timer_fires_on_demand() {
    let mut world = world();
    run(&mut *world, 1000);
    let said = world.standing(A).log_end;
    world.act(&Action::Fire(A, "tick"), &mut Nobody);
    assert_eq!(world.standing(A).log_end, said + 1);
    world.act(&Action::Set("tick", 10.into()), &mut Nobody);
    run(&mut *world, 1000);
    assert!(world.standing(A).log_end > said + 50);
}

#[test]
fn a_fault_moves_no_draw_of_the_processes_it_does_not_touch() {
    let (mut quiet, mut loud) = (world(), world());
    run(&mut *loud, 1000);
    loud.act(&Action::Cut(one(A), one(B), Direction::Both), &mut Nobody);
    let mut heard_quiet: Vec<Event> = Vec::new();
    let mut heard_loud: Vec<Event> = Vec::new();
    quiet.advance_to(Time::ms(5000), &mut heard_quiet);
    loud.advance_to(Time::ms(5000), &mut heard_loud);
    let of_c = |events: &[Event]| {
        let fired =
            events.iter().filter(|e| e.at > Time::ms(1000)).filter_map(|event| match &event.what {
                What::Fired(node, _) => Some((*node, event.at)),
                What::Delivered { id, .. } if id.from == C || id.to == C => Some((id.to, event.at)),
                _ => None,
            });
        fired.collect::<Vec<_>>()
    };
    assert_eq!(of_c(&heard_quiet), of_c(&heard_loud));
}

#[test]
fn what_is_pending_can_be_taken_in_any_order_but_a_stream_keeps_its_own() {
    let mut world = world();
    while world.view().messages.is_empty() {
        world.step(&mut Nobody);
    }
    let pending = world.pending();
    let delivers = pending.iter().filter(|p| matches!(p, Pending::Deliver(..))).count();
    assert_eq!(delivers, 4, "one note and one shout to each of two: {pending:?}");
    let last = pending.iter().rfind(|p| matches!(p, Pending::Deliver(..))).unwrap();
    assert!(world.take(last, &mut Nobody));
    assert!(!world.take(last, &mut Nobody), "it is no longer there");
}

#[test]
fn a_panic_ends_a_process_after_its_last_word_and_says_why() {
    let mut world = world();
    run(&mut *world, 1000);
    let said = world.standing(A).log_end;
    let mut events: Vec<Event> = Vec::new();
    world.act(&Action::Request(A, map! { "request" => "panic" }), &mut events);
    assert!(matches!(world.health(A), Health::Down { how: Down::Panicked, .. }));
    assert_eq!(world.view().nodes[0].reason, "index 7 is out of range");
    run(&mut *world, 100);
    assert!(heard(&*world, B, A, "Note").contains(&(said as u32 + 1)), "sent before it fell");
    assert!(broke(&*world, C, A) > 0, "its connections are reset");
    world.act(&Action::Restart(A), &mut Nobody);
    assert!(world.health(A) == Health::Up && world.view().nodes[0].reason.is_empty());
}

#[test]
fn what_refuses_to_start_is_down_and_says_why() {
    let mut world = world();
    world.act(&Action::Request(A, map! { "request" => "spoil" }), &mut Nobody);
    world.act(&Action::Restart(A), &mut Nobody);
    assert!(matches!(world.health(A), Health::Down { how: Down::Refused, .. }));
    assert_eq!(world.view().nodes[0].reason, "the disk is spoilt");
    run(&mut *world, 1000);
    assert_eq!(world.standing(A).log_end, 0, "it does nothing");
}

#[test]
fn a_stalled_disk_keeps_waiting_what_waits_for_it_and_nothing_else() {
    let mut world = world();
    run(&mut *world, 1000);
    world.act(&Action::Stall(A), &mut Nobody);
    let (flushed, said) = (world.standing(A).commit, world.standing(A).log_end);
    assert!(flushed >= 49, "a flush takes 20 ms: {flushed}");
    run(&mut *world, 2000);
    assert_eq!(world.standing(A).commit, flushed);
    assert!(world.standing(A).log_end > said + 10, "it speaks on");
    world.act(&Action::Unstall(A), &mut Nobody);
    run(&mut *world, 19);
    assert_eq!(world.standing(A).commit, flushed);
    run(&mut *world, 2);
    assert_eq!(world.standing(A).commit, flushed + 1, "one flush later");
}

#[test]
fn a_broken_connection_is_noticed_by_both_and_replaced() {
    let mut world = world();
    run(&mut *world, 1000);
    world.act(&Action::Break(one(A), one(B)), &mut Nobody);
    assert_eq!((broke(&*world, A, B), broke(&*world, B, A), broke(&*world, C, A)), (1, 1, 0));
    run(&mut *world, 1000);
    assert!(heard(&*world, B, A, "Note").len() > 15, "the next note opens a new one");
    assert_eq!((broke(&*world, A, B), broke(&*world, B, A)), (1, 1));
}

#[test]
fn messages_of_a_kind_are_held_or_dropped_until_they_may_pass() {
    let mut world = world();
    run(&mut *world, 1000);
    let filter = |kind, filter| Action::Filter(one(A), one(B), Direction::Forward, kind, filter);
    let count = |world: &dyn Cluster, kind| heard(world, B, A, kind).len();
    world.act(&filter(Some(0), Filter::Hold), &mut Nobody);
    let (notes, shouts) = (count(&*world, "Note"), count(&*world, "Shout"));
    run(&mut *world, 1000);
    assert_eq!(count(&*world, "Note"), notes, "held");
    assert!(count(&*world, "Shout") > shouts + 5, "others pass");
    world.act(&filter(Some(0), Filter::Pass), &mut Nobody);
    run(&mut *world, 20);
    let all = heard(&*world, B, A, "Note");
    assert!(in_order(&all) && all.len() > notes + 5, "what was held goes on: {all:?}");
    world.act(&filter(None, Filter::Drop), &mut Nobody);
    let before = (count(&*world, "Note"), count(&*world, "Shout"));
    run(&mut *world, 1000);
    assert_eq!((count(&*world, "Note"), count(&*world, "Shout")), before, "dropped");
    assert!(count(&*world, "Note") > 0 && !heard(&*world, A, B, "Note").is_empty(), "one way");
}

/// Linux sends again 0.208, 0.416, 0.832, 1.664, 3.328 and 6.656 s after the first time.
#[test]
fn after_a_heal_a_stream_waits_for_the_next_attempt_of_tcp() {
    let mut world = world();
    run(&mut *world, 1000);
    world.act(&Action::Cut(one(A), one(B), Direction::Forward), &mut Nobody);
    let first = |world: &dyn Cluster| {
        let held = world.view().messages.into_iter();
        held.filter(|m| m.name == "Note" && m.deliver_at == Time::NEVER).map(|m| m.sent_at).min()
    };
    run(&mut *world, 4000);
    let sent = first(&*world).expect("a note is held");
    world.act(&Action::HealAll, &mut Nobody);
    let view = world.view();
    let arrives = view.messages.iter().filter(|m| m.name == "Note" && m.id.to == B);
    let arrives = arrives.map(|m| m.deliver_at).min().expect("under way").since(sent);
    assert!((6_656_000..=6_662_000).contains(&arrives), "{arrives} µs after it was first sent");
}

#[test]
fn processes_start_within_the_window_that_is_given() {
    let mut config = world().config().clone();
    config.stagger = Some((0, 30_000));
    let mut world = (SPEC.build)(&config).unwrap();
    let mut events: Vec<Event> = Vec::new();
    world.advance_to(Time::ms(30), &mut events);
    let starts = events.iter().filter(|event| matches!(event.what, What::Started(_)));
    let starts: Vec<Time> = starts.map(|event| event.at).collect();
    assert!(starts.len() == 3 && starts.windows(2).all(|pair| pair[0] != pair[1]), "{starts:?}");
}

/// No TCP hands on what is behind a segment that never arrived.
#[test]
fn what_is_dropped_or_held_on_a_stream_holds_what_is_behind_it() {
    for (filter, soonest, latest) in [(Filter::Drop, 1_664_000, 1_668_000), (Filter::Hold, 0, 0)] {
        let mut world = world();
        run(&mut *world, 1000);
        let all = |filter| Action::Filter(one(A), one(B), Direction::Forward, Some(0), filter);
        world.act(&all(filter), &mut Nobody);
        let notes = heard(&*world, B, A, "Note").len();
        run(&mut *world, 1000);
        assert_eq!(heard(&*world, B, A, "Note").len(), notes, "{filter:?}");
        let waits = world.view().messages.into_iter();
        let waits = waits.filter(|m| m.name == "Note" && m.deliver_at == Time::NEVER);
        let sent = waits.map(|m| m.sent_at).min().expect("one waits");
        world.act(&all(Filter::Pass), &mut Nobody);
        let view = world.view();
        let arrives = view.messages.iter().filter(|m| m.name == "Note" && m.id.to == B);
        let arrives = arrives.map(|m| m.deliver_at).min().expect("under way").since(sent);
        assert!(filter == Filter::Hold || (soonest..=latest).contains(&arrives), "{arrives}");
        run(&mut *world, 2000);
        let all = heard(&*world, B, A, "Note");
        assert!(in_order(&all) && all.len() > notes + 20, "nothing is gone: {all:?}");
        assert_eq!((broke(&*world, A, B), broke(&*world, B, A)), (0, 0), "no connection broke");
    }
}
