//! Draws stages and bands into HTML files, without a browser: `cargo run -p election-web
//! --example gallery -- FOLDER`, then look at them in any browser.

#[path = "../tests/it/drawn/mod.rs"]
mod drawn;

use drawn::*;
use election_core::event::Loss;
use election_core::scenario::Scenario;
use election_core::sim::history::Run;
use election_core::view::{Ballot, ClusterView, Glyph, Health, Role};
use election_core::words::{NodeId, NodeSet, Time};
use election_web::scene::timeline::height_for;
use election_web::scene::{BandInput, Digest, LostMark, Pick, Point, lay_out, lay_out_band};
use election_web::view::timeline::band;
use std::rc::Rc;
use yew::Callback;

const SIZES: &[(&str, f32, f32)] = &[
    ("wide", 1366.0, 420.0),
    ("drawer", 994.0, 400.0),
    ("big", 1480.0, 640.0),
    ("portrait", 390.0, 352.0),
    ("embed", 640.0, 260.0),
];

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "target/gallery".into());
    std::fs::create_dir_all(&folder)?;
    let write = |name: &str, body: String| {
        for theme in ["light", "dark"] {
            std::fs::write(format!("{folder}/{name}-{theme}.html"), page(theme, &body))?;
        }
        Ok::<(), std::io::Error>(())
    };
    for (name, width, height) in SIZES {
        let moments = [election(), quiet(5, 2), quiet(3, 1), states(), rows()];
        let stages: String = moments.iter().map(|view| figure(view, *width, *height)).collect();
        write(name, stages)?;
    }
    let counts: String =
        [1, 2, 3, 4, 6, 7, 9].iter().map(|n| figure(&quiet(*n, 2), 994.0, 400.0)).collect();
    write("counts", counts)?;
    let counts: String =
        [1, 2, 3, 4, 6, 7, 9].iter().map(|n| figure(&quiet(*n, 1), 390.0, 352.0)).collect();
    write("counts-portrait", counts)?;
    write("hands", hands())?;
    write("present", present())?;
    write("bands", bands())
}

fn page(theme: &str, body: &str) -> String {
    let styles = [
        include_str!("../styles/tokens.css"),
        include_str!("../styles/stage.css"),
        include_str!("../styles/timeline.css"),
    ];
    format!(
        "<!doctype html><meta charset=utf-8><html data-theme={theme}><style>{}
        body{{margin:0;background:var(--paper)}}
        figure{{margin:0 0 8px;outline:1px solid var(--line)}}
        figure.band{{background:var(--sunk)}}</style>{body}",
        styles.concat()
    )
}

fn frame(width: f32, height: f32, svg: &str) -> String {
    format!("<figure style='width:{width}px;height:{height}px'>{svg}</figure>")
}

fn figure(view: &ClusterView, width: f32, height: f32) -> String {
    let mut input = input(view, width, height);
    input.changed = &[NodeId(2)];
    input.selected = Some(Pick::Node(NodeId(2)));
    frame(width, height, &draw(lay_out(&input)))
}

/// Every state of a process and of a link at once.
fn states() -> ClusterView {
    let mut view = quiet(7, 2);
    view.nodes[1].health = Health::Paused { since: Time(NOW.0 - 2_000_000) };
    view.nodes[2] = down(2);
    view.nodes[3].standing.role = Role::Observer;
    view.nodes[4].isolated = true;
    view.nodes[5] = looking(5, 5, true, 4);
    view.nodes[6] = leader(6, 1);
    view.nodes[6].standing.established = false;
    view.nodes[4].standing.epoch = 1;
    for (cell, epoch) in view.nodes[4].portrait.log.iter_mut().zip([1, 1, 1, 3, 3]) {
        cell.epoch = epoch;
    }
    for cell in view.nodes[0].portrait.log.iter_mut().skip(3) {
        cell.committed = false;
    }
    view.authority = Some(NodeId(0));
    view.links = vec![cut(0, 6), cut(6, 0), cut(0, 5)];
    let mut slow = cut(0, 1);
    (slow.cut, slow.latency) = (false, Some((40_000, 60_000)));
    let mut lossy = cut(5, 6);
    (lossy.cut, lossy.loss) = (false, 200_000);
    view.links.extend([slow, lossy]);
    let best = Ballot { candidate: NodeId(5), best: true };
    for (i, (glyph, to)) in [
        (Glyph::Request, 1),
        (Glyph::Reply, 3),
        (Glyph::Error, 8),
        (Glyph::Heartbeat, 3),
        (Glyph::Data { epoch: 2 }, 1),
        (Glyph::Ballot(best), 3),
    ]
    .into_iter()
    .enumerate()
    {
        view.messages.push(message(0, to, i as u32, 20 + 12 * i as u64, glyph));
    }
    for nth in 0..3 {
        let mut held = message(0, 6, 20 + nth, 10, Glyph::Request);
        held.deliver_at = Time::NEVER;
        view.messages.push(held);
    }
    view
}

fn hands() -> String {
    let view = election();
    let mut hovering = input(&view, 994.0, 400.0);
    hovering.hovered = Some(Pick::link(NodeId(2), NodeId(3)));
    let mut drawing = input(&view, 994.0, 400.0);
    drawing.line = Some((Point::new(300.0, 60.0), Point::new(560.0, 390.0)));
    let lost = |nth: u32, to: u8, why: Loss, name, glyph| LostMark {
        id: message(0, to, nth, 0, glyph).id,
        name,
        glyph,
        sent_at: Time(NOW.0 - 4_000),
        at: Time(NOW.0 - 1_000),
        why,
    };
    let ballot = Glyph::Ballot(Ballot { candidate: NodeId(0), best: true });
    let marks = [
        lost(50, 1, Loss::Refused, "notification", ballot),
        lost(51, 4, Loss::Network, "PING", Glyph::Request),
        lost(52, 3, Loss::Cut, "notification", ballot),
    ];
    let mut cut_view = election();
    cut_view.links = vec![cut(0, 3), cut(3, 0)];
    cut_view.messages.clear();
    let mut falling = input(&cut_view, 994.0, 400.0);
    falling.lost = &marks;
    falling.doomed = &|op| op.nth() > 3;
    [hovering, drawing, falling]
        .iter()
        .map(|input| frame(input.width, input.height, &draw(lay_out(input))))
        .collect()
}

fn present() -> String {
    let view = election();
    let mut input = input(&view, 1280.0, 524.0);
    input.presenting = true;
    frame(1280.0, 524.0, &draw(lay_out(&input)))
}

/// A real run, in bands of several widths of time.
fn bands() -> String {
    let file = include_str!("../../scenarios/raft/playground.json");
    let file = serde_json::from_str(file).expect("the file is JSON");
    let scenario = Scenario::read(&file).expect("the file is a scenario");
    let mut run = Run::new(scenario).expect("the run starts");
    run.seek(Time::ms(3_000));
    let lead = run.cluster().select("leader").expect("a leader after three seconds");
    run.act(election_core::action::Action::Isolate(lead));
    run.seek(Time::ms(8_000));
    run.act(election_core::action::Action::HealAll);
    run.seek(Time::ms(12_000));
    let lead = run.cluster().select("leader").expect("a leader after the healing");
    run.act(election_core::action::Action::Kill(lead));
    run.seek(Time::ms(15_000));
    run.act(election_core::action::Action::Restart(lead));
    run.seek(Time::ms(16_000));
    run.act(election_core::action::Action::Pause(NodeId(1)));
    run.seek(Time::ms(20_000));
    let mut digest = Digest::default();
    digest.follow(&run);
    let view = run.cluster().view();
    let stage = {
        let mut input = input(&view, 1366.0, 420.0);
        (input.system, input.kinds) = ("raft", run.scenario().config.system.kinds);
        frame(1366.0, 420.0, &draw(lay_out(&input)))
    };
    let shots = [
        (0, 30_000, 1060.0, false),
        (2_500, 10_000, 1060.0, false),
        (12_900, 14_200, 1060.0, false),
        (19_000, 20_500, 1060.0, false),
        (0, 30_000, 358.0, true),
        (0, 30_000, 1500.0, false),
    ];
    let shot = |(from, to, width, compact): (u64, u64, f32, bool)| {
        let height = height_for(5, compact);
        let input = BandInput {
            set: "ISR",
            run: &run,
            digest: &digest,
            flying: &view.messages,
            from: Time::ms(from),
            to: Time::ms(to),
            planned: &[Time::ms(24_000)],
            lost: None,
            selected: None,
            hovered: None,
            width,
            height,
            compact,
            nodes: &[],
            lit: NodeSet::EMPTY,
            chain: &[],
            full: false,
            brush: None,
            held: false,
        };
        let svg = render(band(
            &Rc::new(lay_out_band(&input)),
            &say,
            &|_| Default::default(),
            &Callback::noop(),
        ));
        format!("<figure class=band style='width:{width}px;height:{height}px'>{svg}</figure>")
    };
    stage + &shots.into_iter().map(shot).collect::<String>()
}
