//! Nothing hides anything, and motion follows simulated time.

use crate::drawn::*;
use election_core::action::Direction;
use election_core::view::{ClusterView, Glyph, Role};
use election_core::words::{NodeId, Time};
use election_web::scene::body::Body;
use election_web::scene::label::{Detail, arrange, arranged};
use election_web::scene::link::{self, Cut, permanent_lines};
use election_web::scene::places::Sizes;
use election_web::scene::{Pick, Point, Stage, lay_out};

/// Stage sizes: of the page at 1920×1080 and 1366×768 (without and with the drawer), of a phone,
/// of an embedding frame.
const SIZES: [(f32, f32); 5] =
    [(1480.0, 640.0), (1366.0, 420.0), (994.0, 400.0), (390.0, 352.0), (640.0, 260.0)];

fn casts() -> Vec<ClusterView> {
    let mut casts = vec![rows(), election()];
    casts.extend([(3, 1), (3, 3), (5, 1), (5, 1000)].map(|(count, of)| brokers(count, of)));
    for servers in [1, 2, 3, 4, 5, 7, 9] {
        casts.extend([0, 1, 2, 3].map(|clients| quiet(servers, clients)));
    }
    casts
}

#[test]
fn labels_hide_neither_each_other_nor_processes_nor_links() {
    for view in casts() {
        for (width, height) in SIZES {
            let input = input(&view, width, height);
            let arranged = arrange(&input);
            let cast = format!("{} at {width} × {height}", view.nodes.len());
            let shown: Vec<_> = arranged.labels.iter().filter(|it| it.rect.w > 0.0).collect();
            for (i, label) in shown.iter().enumerate() {
                for other in &shown[..i] {
                    assert!(label.rect.shared(&other.rect) < 1.0, "two labels in a cast of {cast}");
                }
                for body in &arranged.places.nodes {
                    let over = body.overlap(&label.rect, 0.0);
                    assert!(over < 1.0, "a label over a process in a cast of {cast}");
                }
                // Lines of clients may pass behind a label: they move about.
                let servers = permanent_lines(&input, &arranged.places);
                for (line, _) in servers.iter().filter(|(_, weight)| *weight > 1.0) {
                    let over: f32 = line.chords().map(|(p, q)| label.rect.length_of(p, q)).sum();
                    assert!(over < 2.0, "a label over a link in a cast of {cast}");
                }
                let r = label.rect;
                let inside = r.x >= -0.5
                    && r.y >= -0.5
                    && r.x + r.w <= width + 0.5
                    && r.y + r.h <= height + 0.5;
                assert!(inside, "a label outside the stage in a cast of {cast}");
            }
        }
    }
}

#[test]
fn processes_stand_inside_the_stage_and_apart() {
    for view in casts() {
        for (width, height) in SIZES {
            let places = arrange(&input(&view, width, height)).places;
            for (i, body) in places.nodes.iter().enumerate() {
                let cast = format!("process {i} of {} at {width} × {height}", view.nodes.len());
                let r = body.rect();
                assert!(r.x >= 0.0 && r.x + r.w <= width, "{cast} leaves to the side: {r:?}");
                assert!(r.y >= 0.0 && r.y + r.h <= height, "{cast} leaves: {r:?}");
                for other in &places.nodes[..i] {
                    assert!(body.gap(other) > 0.0, "{cast} touches another");
                }
            }
        }
    }
}

#[test]
fn brokers_are_cards_wherever_three_fit_and_their_links_pass_beside_cards() {
    for (width, height) in SIZES {
        let view = brokers(3, 3);
        let places = arrange(&input(&view, width, height)).places;
        let cards = || places.nodes.iter().filter(|body| body.card);
        assert_eq!(cards().count(), 3, "at {width} × {height}");
        for (i, a) in (0..8).map(NodeId).enumerate() {
            for b in (0..8).map(NodeId).skip(i + 1) {
                let line = link::line(&places, a, b);
                let inside = |body: &Body| {
                    let inner = body.rect().grown(-3.0);
                    line.chords().map(|(p, q)| inner.length_of(p, q)).sum::<f32>()
                };
                let ends = [places.nodes[a.index()], places.nodes[b.index()]];
                if ends.iter().any(|body| body.card) {
                    let through: f32 = cards().map(inside).sum();
                    assert!(through < 1.0, "{a:?}–{b:?} runs through a card at {width} × {height}");
                }
            }
        }
    }
}

#[test]
fn another_partition_in_focus_changes_the_cards_and_not_their_places() {
    let view = brokers(3, 3);
    let mut input = input(&view, 1366.0, 420.0);
    let first = lay_out(&input);
    input.focus = 1;
    let second = lay_out(&input);
    let places = |stage: &Stage| stage.nodes.iter().map(|node| node.body).collect::<Vec<_>>();
    assert_eq!(places(&first), places(&second));
    let (one, other) = (first.decided.clone().unwrap(), second.decided.clone().unwrap());
    assert_eq!((one.partition, one.leader.as_str()), (0, "1"));
    assert_eq!((other.partition, other.leader.as_str()), (1, "2"));
    let leads = |stage: &Stage, at: usize| stage.nodes[at].role == Role::Leader;
    assert!(leads(&first, 3) && !leads(&first, 4) && leads(&second, 4) && !leads(&second, 3));
    let strips = |stage: &Stage| {
        let card = stage.nodes[3].card.as_ref().unwrap();
        card.strips.iter().map(|strip| strip.partition).collect::<Vec<_>>()
    };
    assert_eq!(strips(&first), [1, 2]);
    assert_eq!(strips(&second), [0, 2]);
}

#[test]
fn the_usual_casts_say_everything_on_a_laptop() {
    for (servers, clients) in [(3, 1), (3, 2), (5, 0), (5, 2)] {
        let view = quiet(servers, clients);
        let detail = arrange(&input(&view, 1366.0, 420.0)).words.detail;
        assert_eq!(detail, Detail::Full, "{servers} servers and {clients} clients");
    }
}

#[test]
fn type_is_never_below_12_px_and_not_below_22_when_presenting() {
    for (width, height) in SIZES {
        assert!(Sizes::of(width, height, false).text >= 12.0);
        assert!(Sizes::of(width, height, true).text >= 22.0);
    }
}

#[test]
fn labels_stand_still_while_what_they_say_changes() {
    let before = quiet(5, 2);
    let mut after = before.clone();
    for node in &mut after.nodes {
        node.portrait.note = "0x20000000000000ff".into();
        node.portrait.role_name = "leading - synchronization".into();
        node.portrait.log.clear();
    }
    let labels = |view| arrange(&input(view, 994.0, 400.0)).labels;
    assert_eq!(labels(&before), labels(&after));
}

#[test]
fn what_is_remembered_is_what_would_be_arranged() {
    for (servers, clients, width) in
        [(3, 0, 900.0), (5, 2, 900.0), (3, 0, 900.0), (5, 2, 390.0), (3, 1, 900.0)]
    {
        let mut view = quiet(servers, clients);
        assert_eq!(arranged(&input(&view, width, 420.0)), arrange(&input(&view, width, 420.0)));
        // A line less, and a client that turned to another server, are other casts.
        view.nodes[0].talks = Some(Vec::new());
        view.nodes.last_mut().unwrap().standing.leader = Some(NodeId(1));
        assert_eq!(arranged(&input(&view, width, 420.0)), arrange(&input(&view, width, 420.0)));
    }
}

#[test]
fn a_flight_goes_from_its_sender_to_its_receiver_on_its_right_side() {
    let mut view = quiet(3, 0);
    let place_at = |view: &mut ClusterView, part: u64, back: bool| {
        let (from, to) = if back { (2, 1) } else { (1, 2) };
        view.messages = vec![message(from, to, 0, part, Glyph::Request)];
        lay_out(&input(view, 1000.0, 420.0)).flights[0].place
    };
    let stage = lay_out(&input(&view, 1000.0, 420.0));
    let (from, to) = (stage.node(NodeId(1)).unwrap().place, stage.node(NodeId(2)).unwrap().place);
    let (start, end) = (place_at(&mut view, 0, false), place_at(&mut view, 100, false));
    assert!(start.distance(from) < 60.0 && end.distance(to) < 60.0, "{start:?} {end:?}");
    let halfway = place_at(&mut view, 50, false);
    assert!((halfway.distance(start) - halfway.distance(end)).abs() < 1.0);
    let back = place_at(&mut view, 50, true);
    assert!((halfway.distance(back) - 10.0).abs() < 0.5, "they pass each other: {back:?}");
    // Server 2 stands to the right of server 3: who flies left keeps above.
    assert!(halfway.y < back.y);
}

#[test]
fn a_message_held_by_a_cut_waits_on_its_senders_side() {
    let mut view = quiet(3, 0);
    view.links = vec![cut(1, 2)];
    let mut held = message(1, 2, 0, 30, Glyph::Request);
    held.deliver_at = Time::NEVER;
    view.messages = (0..9)
        .map(|nth| {
            let mut it = held.clone();
            it.id.nth = nth;
            it
        })
        .collect();
    let stage = lay_out(&input(&view, 1000.0, 420.0));
    assert_eq!(stage.flights.len(), 3, "three stand for a queue");
    let sender = stage.node(NodeId(1)).unwrap().place;
    let receiver = stage.node(NodeId(2)).unwrap().place;
    for flight in &stage.flights {
        assert!(flight.place.distance(sender) < flight.place.distance(receiver));
    }
}

#[test]
fn a_line_across_the_stage_cuts_what_it_crosses_and_is_not_cut_yet() {
    let mut view = quiet(3, 0);
    let crossed = |view: &ClusterView| {
        let mut input = input(view, 1000.0, 420.0);
        // Between server 3, at the lower left, and the others.
        let left = lay_out(&input).node(NodeId(2)).unwrap().place.x;
        input.line = Some((Point::new(left + 80.0, 0.0), Point::new(left + 80.0, 420.0)));
        lay_out(&input).crossed
    };
    let link = |a: u8, b: u8| (NodeId(a), NodeId(b));
    assert_eq!(crossed(&view), [link(0, 2), link(1, 2)]);
    view.links = vec![cut(0, 2)];
    assert_eq!(crossed(&view), [link(0, 2), link(1, 2)], "one way is still open");
    view.links = vec![cut(0, 2), cut(2, 0)];
    assert_eq!(crossed(&view), [link(1, 2)]);
}

#[test]
fn the_pointer_finds_messages_over_processes_over_links() {
    let mut view = quiet(3, 1);
    view.messages = vec![message(0, 1, 7, 50, Glyph::Request)];
    let mut input = input(&view, 1000.0, 420.0);
    let stage = lay_out(&input);
    assert_eq!(stage.pick_at(stage.flights[0].place), Some(Pick::Message(view.messages[0].id)));
    assert_eq!(stage.pick_at(stage.nodes[2].place), Some(Pick::Node(NodeId(2))));
    let link = Pick::link(NodeId(2), NodeId(0));
    let middle = stage.place_of(link).unwrap();
    assert_eq!(stage.pick_at(middle.moved(3.0, 3.0)), Some(link));
    assert_eq!(stage.pick_at(Point::new(3.0, 3.0)), None);
    // The offer beside a hovered link belongs to the link.
    input.hovered = Some(link);
    let stage = lay_out(&input);
    let offer = stage.offer.clone().unwrap();
    let inside = Point::new(offer.rect.x + 5.0, offer.rect.y + 5.0);
    assert_eq!(stage.pick_at(inside), Some(link));
}

#[test]
fn one_cut_way_is_told_from_two() {
    let mut view = quiet(3, 0);
    let cut_of = |view: &ClusterView| lay_out(&input(view, 1000.0, 420.0)).links[0].cut;
    assert_eq!(cut_of(&view), Cut::No);
    view.links = vec![cut(0, 1)];
    assert_eq!(cut_of(&view), Cut::Forward);
    view.links = vec![cut(1, 0)];
    assert_eq!(cut_of(&view), Cut::Backward);
    view.links.push(cut(0, 1));
    assert_eq!(cut_of(&view), Cut::Both);
    assert_ne!(Direction::Forward, Direction::Backward);
}
