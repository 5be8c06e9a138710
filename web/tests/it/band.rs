//! The time band of a real run.

use crate::drawn::*;
use election_core::action::Action;
use election_core::scenario::Scenario;
use election_core::sim::history::Run;
use election_core::words::{NodeId, NodeSet, Time};
use election_web::scene::timeline::lanes::{Span, SpanWhat};
use election_web::scene::timeline::{height_for, lanes::MarkSort};
use election_web::scene::{Band, BandInput, Digest, Pick, Point, lay_out_band};
use election_web::view::timeline::band;
use std::rc::Rc;
use yew::Callback;

fn told(file: &str) -> Run {
    let file = serde_json::from_str(file).expect("the file is JSON");
    Run::new(Scenario::read(&file).expect("the file is a scenario")).expect("the run starts")
}

/// Five Raft servers with a writer and a reader.
pub fn playground() -> Run {
    told(include_str!("../../../scenarios/raft/playground.json"))
}

fn lay_out(run: &Run, digest: &Digest, from: u64, to: u64) -> Band {
    lay_out_band(&BandInput {
        set: "ISR",
        run,
        digest,
        flying: &run.cluster().view().messages,
        from: Time::ms(from),
        to: Time::ms(to),
        planned: &[],
        lost: None,
        selected: None,
        hovered: None,
        width: 1000.0,
        height: height_for(5, false),
        compact: false,
        nodes: &[],
        lit: NodeSet::EMPTY,
        chain: &[],
        full: false,
        brush: None,
        held: false,
    })
}

/// A run whose leader was cut off, so that two believed they led, and killed later.
pub fn troubled() -> (Run, NodeId, NodeId) {
    let mut run = playground();
    run.seek(Time::ms(3_000));
    let first = run.cluster().select("leader").expect("a leader after three seconds");
    run.act(Action::Isolate(first));
    run.seek(Time::ms(8_000));
    run.act(Action::HealAll);
    run.seek(Time::ms(10_000));
    let second = run.cluster().select("leader").expect("another leader");
    run.act(Action::Kill(second));
    run.seek(Time::ms(14_000));
    (run, first, second)
}

pub fn digest_of(run: &Run) -> Digest {
    let mut digest = Digest::default();
    digest.follow(run);
    digest
}

#[test]
fn a_lane_shows_when_its_replica_was_in_sync() {
    let mut run = told(include_str!("../../../scenarios/kafka/isr-breathes.json"));
    run.seek(Time::ms(40_000));
    let band = lay_out(&run, &digest_of(&run), 0, 40_000);
    let is_drawn = |node: usize, at: f32| {
        let x = band.plot.x + band.plot.w * at / 40_000.0;
        let in_sync = |span: &Span| matches!(span.what, SpanWhat::InSync(_));
        let mut spans = band.lanes[node].spans.iter().filter(|span| in_sync(span));
        spans.any(|span| span.from <= x && x <= span.to)
    };
    let mut absent = 0;
    for second in 0..40u32 {
        let at = second * 1_000 + 500;
        run.seek(Time::ms(at.into()));
        let decided = run.cluster().view().partitions.expect("it has a partition").first[0];
        for node in 0..3u8 {
            let member = decided.members.has(NodeId(node));
            absent += u32::from(!member);
            let place = usize::from(node);
            assert_eq!(is_drawn(place, at as f32), member, "broker {} at {at}", node + 1);
        }
    }
    assert!(absent > 5, "one of them leaves the ISR for a while");
}

#[test]
fn two_reigns_at_once_stand_out() {
    let (run, first, second) = troubled();
    let band = lay_out(&run, &digest_of(&run), 0, 20_000);
    assert_eq!(band.clashes.len(), 1, "{:?}", band.clashes);
    let leads = |id: NodeId| {
        let lane = band.lanes.iter().find(|lane| lane.id == id).unwrap();
        lane.spans.iter().any(|span| matches!(span.what, SpanWhat::Leads(..)))
    };
    assert!(leads(first) && leads(second));
    let lane = band.lanes.iter().find(|lane| lane.id == second).unwrap();
    assert!(lane.spans.iter().any(|span| span.what == SpanWhat::Down));
    assert!(band.marks.iter().any(|mark| mark.sort == MarkSort::Went));
    assert_eq!(band.deeds.len(), 2, "the cut and the healing: {:?}", band.deeds);
}

#[test]
fn nothing_is_drawn_right_of_the_playhead() {
    let (mut run, ..) = troubled();
    run.seek(Time::ms(5_000));
    let band = lay_out(&run, &digest_of(&run), 0, 20_000);
    let right = band.playhead + 2.5;
    let spans = band.lanes.iter().flat_map(|lane| lane.spans.iter().map(|span| span.to));
    let marks = band.marks.iter().map(|mark| mark.place.x);
    let writes = &band.writes[0];
    let writes = writes.ok.iter().chain(&writes.failed).chain(&writes.unknown).copied();
    let all: Vec<f32> = spans.chain(marks).chain(writes).collect();
    assert!(all.len() > 20);
    assert!(all.iter().all(|x| *x <= right), "{all:?}");
}

#[test]
fn messages_appear_when_they_can_be_told_apart() {
    let (run, ..) = troubled();
    let digest = digest_of(&run);
    assert!(lay_out(&run, &digest, 0, 20_000).arrows.all.is_empty());
    let near = lay_out(&run, &digest, 10_000, 11_500);
    assert!(!near.arrows.all.is_empty());
    let plot = near.plot;
    for arrow in &near.arrows.all {
        assert!(arrow.a.x <= arrow.b.x + 0.01, "time goes to the right");
        assert!(arrow.a.x >= plot.x - 0.5 && arrow.b.x <= plot.x + plot.w + 0.5);
    }
}

#[test]
fn a_digest_that_grew_equals_one_made_at_once_and_a_fork_begins_it_anew() {
    let mut run = playground();
    let mut grown = Digest::default();
    for second in 1..6 {
        run.seek(Time::ms(second * 1_000));
        grown.follow(&run);
    }
    assert_eq!(format!("{grown:?}"), format!("{:?}", digest_of(&run)));
    run.seek(Time::ms(2_000));
    run.act(Action::Kill(NodeId(0)));
    run.seek(Time::ms(6_000));
    grown.follow(&run);
    assert_eq!(format!("{grown:?}"), format!("{:?}", digest_of(&run)));
}

#[test]
fn time_and_place_agree() {
    let run = playground();
    let band = lay_out(&run, &digest_of(&run), 2_000, 12_000);
    let middle = band.time_at(band.plot.x + band.plot.w / 2.0);
    assert!(middle.0.abs_diff(7_000_000) < 20_000, "{middle}");
    assert_eq!(band.time_at(-50.0), Time::ms(2_000));
    assert_eq!(band.time_at(5_000.0), Time::ms(12_000));
}

#[test]
fn a_mark_can_be_picked_and_the_band_is_a_slider() {
    let (run, ..) = troubled();
    let laid_out = lay_out(&run, &digest_of(&run), 0, 20_000);
    let went = laid_out.marks.iter().find(|mark| mark.sort == MarkSort::Went).unwrap();
    assert_eq!(laid_out.pick_at(went.place.moved(2.0, -1.0)), Some(Pick::Step(went.step)));
    assert_eq!(laid_out.pick_at(Point::new(laid_out.width - 12.0, 60.0)), None);
    let svg = render(band(&Rc::new(laid_out), &say, &|_| Default::default(), &Callback::noop()));
    assert!(svg.contains("role=\"slider\"") && svg.contains("aria-valuenow=\"14000\""));
    assert!(!svg.contains("style="));
}
