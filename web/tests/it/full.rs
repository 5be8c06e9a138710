//! The whole timeline of real runs.

use crate::band::{digest_of, playground, troubled};
use crate::drawn::*;
use election_core::scenario::Scenario;
use election_core::sim::history::Run;
use election_core::sim::record::Mark;
use election_core::words::{NodeId, NodeSet, OpId, StepNo, Time};
use election_web::scene::timeline::full_height_for;
use election_web::scene::{
    Band, BandInput, Digest, OverviewInput, Pick, Point, Related, lay_out_band, lay_out_overview,
};
use election_web::view::timeline::band;
use std::rc::Rc;
use yew::Callback;

fn split_brain() -> Run {
    let file = include_str!("../../../scenarios/redis/split-brain.json");
    let file = serde_json::from_str(file).expect("the file is JSON");
    let mut run = Run::new(Scenario::read(&file).expect("a scenario")).expect("the run starts");
    run.seek(run.scenario().until);
    run
}

fn lay_out(run: &Run, digest: &Digest, shown: (u64, u64), chain: &[StepNo]) -> Band {
    let view = run.cluster().view();
    let holdings = run.cluster().holdings();
    let lost = |op: OpId| holdings.of(op).authority == 0;
    lay_out_band(&BandInput {
        set: "ISR",
        run,
        digest,
        flying: &view.messages,
        nodes: &view.nodes,
        from: Time::ms(shown.0),
        to: Time::ms(shown.1),
        planned: &[],
        lost: Some(&lost),
        selected: chain.first().map(|step| Pick::Step(*step)),
        hovered: None,
        lit: NodeSet::EMPTY,
        chain,
        width: 1320.0,
        height: full_height_for(view.nodes.len(), 218.0),
        compact: false,
        full: true,
        brush: None,
        held: false,
    })
}

#[test]
fn every_process_has_a_lane_and_every_client_its_writes() {
    let run = split_brain();
    let band = lay_out(&run, &digest_of(&run), (0, 30_000), &[]);
    let nodes = &run.scenario().config.nodes;
    assert_eq!(band.lanes.len(), nodes.len());
    let clients = nodes.iter().filter(|node| node.kind.client).count();
    assert_eq!(band.writes.len(), clients);
    let ok: u32 = band.writes.iter().map(|writes| writes.count[0]).sum();
    let acknowledged = run.cluster().ledger().sum(run.now(), &|op| run.cluster().holdings().of(op));
    assert_eq!(ok, acknowledged.acknowledged);
    let lost: u32 = band.writes.iter().map(|writes| writes.count[1]).sum();
    assert_eq!(lost, acknowledged.lost, "lanes and ledger count the same");
}

#[test]
fn what_is_lost_is_hatched_in_the_lane_of_who_acknowledged_it() {
    let run = split_brain();
    let band = lay_out(&run, &digest_of(&run), (0, 30_000), &[]);
    assert!(!band.doomed.is_empty(), "a split brain loses what the old master acknowledged");
    let lost: u32 = band.writes.iter().map(|writes| writes.count[1]).sum();
    // A server may have acknowledged what its client never heard of.
    let doomed = band.doomed.iter().map(|it| it.count).sum::<u32>();
    assert!(lost > 0 && doomed >= lost, "{doomed} {lost}");
    assert!(!band.clashes.is_empty());
    let first = band.lanes.iter().find(|lane| lane.y == band.doomed[0].y).expect("its lane");
    let reign = run.reigns().iter().find(|reign| reign.node == first.id).expect("it led");
    assert!(reign.established);
}

#[test]
fn deeds_are_named_and_nothing_of_the_future_is_drawn() {
    let (mut run, ..) = troubled();
    let says = |band: &Band| band.deeds.iter().map(|it| it.says.0.clone()).collect::<Vec<_>>();
    let digest = digest_of(&run);
    assert_eq!(says(&lay_out(&run, &digest, (0, 20_000), &[])), ["isolate", "heal-all", "kill"]);
    run.seek(Time::ms(5_000));
    assert_eq!(says(&lay_out(&run, &digest, (0, 20_000), &[])), ["isolate"]);
}

#[test]
fn the_way_to_an_event_is_drawn_at_any_zoom_and_its_stops_can_be_picked() {
    let (run, ..) = troubled();
    let leads = run.records().iter().rev().find(|it| it.mark == Mark::Leads).expect("one leads");
    let chain = run.causes(leads.step, 25);
    assert!(chain.len() > 3, "{chain:?}");
    let all = lay_out(&run, &digest_of(&run), (0, 20_000), &chain);
    assert!(all.arrows.all.is_empty(), "messages cannot be told apart");
    assert_eq!(all.chain.stops.len(), chain.len());
    assert!(all.chain.legs.len() + 1 >= chain.len() - 1);
    assert!(all.chain.legs.iter().all(|(a, b)| a.x <= b.x + 0.1), "causes come first");
    let last = all.chain.stops.last().expect("the selected one");
    assert_eq!(last.1, leads.step);
    let svg = render(band(&Rc::new(all), &say, &|_| Default::default(), &Callback::noop()));
    assert!(svg.contains("timeline full chained"), "the rest is greyed");
}

#[test]
fn a_mark_is_about_its_process_and_a_message_about_its_link() {
    let (run, ..) = troubled();
    let records = run.records();
    let delivered = records.iter().find(|it| it.mark == Mark::Delivered).expect("a message");
    let related = Related::of(Pick::Step(delivered.step), records);
    assert!(related.nodes.has(delivered.node) && related.nodes.has(delivered.peer));
    assert!(related.link.is_some());
    let fired = records.iter().find(|it| it.mark == Mark::Fired).expect("a timer");
    let related = Related::of(Pick::Step(fired.step), records);
    assert_eq!((related.nodes.count(), related.link), (1, None));
}

#[test]
fn names_and_ends_of_lanes_are_their_processes() {
    let run = playground();
    let band = lay_out(&run, &digest_of(&run), (0, 20_000), &[]);
    let lane = &band.lanes[1];
    assert_eq!(band.pick_at(Point::new(12.0, lane.y)), Some(Pick::Node(NodeId(1))));
    let right = band.plot.x + band.plot.w + 20.0;
    assert_eq!(band.pick_at(Point::new(right, lane.y)), Some(Pick::Node(NodeId(1))));
    assert!(band.is_axis(Point::new(500.0, band.height - 4.0)));
    assert!(!band.is_axis(Point::new(500.0, lane.y)));
}

#[test]
fn the_strip_shows_the_whole_run_and_the_window_in_it() {
    let (run, ..) = troubled();
    let digest = digest_of(&run);
    let strip = lay_out_overview(&OverviewInput {
        run: &run,
        digest: &digest,
        whole: 20e6,
        shown: (Time::ms(5_000), Time::ms(10_000)),
        planned: &[Time::ms(1_000), Time::ms(18_000)],
        left: 100.0,
        width: 1110.0,
    });
    assert_eq!((strip.window.0, strip.window.1), (350.0, 600.0));
    assert_eq!(strip.planned, [1000.0], "what is past is no plan");
    assert_eq!(strip.clashes.len(), 1);
    assert!(strip.reigns.iter().all(|it| it.1 <= strip.playhead + 1.0));
    assert_eq!(strip.time_at(350.0), Time::ms(5_000));
}
