//! Lanes: allegiance as a thin line, reigns as bands, absence as a gap, decisions as marks.

use super::digest::{Fault, LaneStory};
use super::{BandInput, Scale, arrows, visible};
use crate::scene::geometry::{Point, text_width};
use crate::scene::palette::Hue;
use crate::scene::pick::Pick;
use election_core::outcome::Reign;
use election_core::sim::history::Run;
use election_core::view::{Health, NodeView, Role};
use election_core::words::{NodeId, StepNo, Time};

/// The lane of a server.
#[derive(Clone, PartialEq, Debug)]
pub struct LaneSprite {
    /// Whose.
    pub id: NodeId,
    /// Its name in the scenario.
    pub label: String,
    /// Its kind.
    pub kind: &'static str,
    /// The middle of the lane.
    pub y: f32,
    /// The height of a reign's band.
    pub band: f32,
    /// It is a client's.
    pub client: bool,
    /// Its role at the playhead; `None` while it does not run.
    pub role: Option<Role>,
    /// The colour of its epoch at the playhead.
    pub hue: Option<Hue>,
    /// It is selected or hovered, or what is selected or hovered is about it.
    pub lit: bool,
    /// What is drawn in it, in order.
    pub spans: Vec<Span>,
}

/// A stretch of a lane.
#[derive(Clone, PartialEq, Debug)]
pub struct Span {
    /// From here.
    pub from: f32,
    /// To here.
    pub to: f32,
    /// What.
    pub what: SpanWhat,
}

/// What a stretch of a lane says.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum SpanWhat {
    /// It is in sync, as the leader knows it; the words fit.
    InSync(bool),
    /// It runs, in this reign; nobody's while it looks for one.
    Runs(Option<Hue>),
    /// It is down.
    Down,
    /// It is paused.
    Paused,
    /// It believes it leads, in this epoch.
    Leads(Hue, i64, Fit),
    /// The same, before it may serve.
    Takes(Hue, i64, Fit),
}

/// How much of a band's words fit in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fit {
    /// All of them.
    Sentence,
    /// The epoch.
    Number,
    /// None.
    Nothing,
}

/// A decision or a fault in a lane.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct MarkSprite {
    /// Where.
    pub place: Point,
    /// What.
    pub sort: MarkSort,
    /// Its step.
    pub step: StepNo,
    /// It is selected or hovered.
    pub lit: bool,
}

/// Sorts of marks in lanes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MarkSort {
    /// A decision: a diamond.
    Decision,
    /// One of many decisions: a dot.
    Dot,
    /// The process went down: a cross.
    Went,
    /// It started: a triangle.
    Started,
}

/// A time in which two or more believed they led.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Clash {
    /// From here.
    pub from: f32,
    /// To here.
    pub to: f32,
    /// How long, in µs.
    pub lasted: u64,
}

pub(super) fn lane(input: &BandInput, scale: &Scale, id: NodeId, y: f32, row: f32) -> LaneSprite {
    let node = &input.run.scenario().config.nodes[id.index()];
    let mut spans = Vec::new();
    if let Some(story) = input.digest.lane(id) {
        in_sync(input, scale, story, &mut spans);
        runs(input, scale, story, &mut spans);
    }
    for reign in input.run.reigns().iter().filter(|reign| reign.node == id) {
        spans.extend(reign_span(input, scale, reign));
    }
    if let Some(story) = input.digest.lane(id) {
        absences(input, scale, story, &mut spans);
    }
    make_room_for_reigns(&mut spans);
    let pick = Some(Pick::Node(id));
    let runs = |node: &&NodeView| !matches!(node.health, Health::Down { .. });
    let up = input.nodes.get(id.index()).filter(runs);
    LaneSprite {
        id,
        label: node.label.clone(),
        kind: node.kind.name,
        y,
        band: (row * 0.7).min(18.0),
        lit: input.selected == pick || input.hovered == pick || input.lit.has(id),
        client: node.kind.client,
        role: up.map(|node| node.standing.role),
        hue: up.filter(|_| !node.kind.client).map(|node| Hue::of(node.standing.epoch)),
        spans,
    }
}

/// The visible piece between two times, up to now.
fn piece(input: &BandInput, scale: &Scale, from: Time, to: Time) -> Option<(f32, f32)> {
    let (from, to) = (from.max(input.from), to.min(input.to).min(input.run.now()));
    (from <= to).then(|| (scale.x(from), scale.x(to)))
}

/// The thin line; pieces narrower than a pixel are drawn over by the next one.
fn runs(input: &BandInput, scale: &Scale, story: &LaneStory, spans: &mut Vec<Span>) {
    let first = story.turns.partition_point(|turn| turn.at <= input.from);
    let mut reign = first.checked_sub(1).and_then(|i| story.turns[i].reign);
    let mut since = input.from;
    let last = story.turns.partition_point(|turn| turn.at <= input.to.min(input.run.now()));
    let mut push = |from: Time, to: Time, reign: Option<Hue>| {
        if let Some((from, to)) = piece(input, scale, from, to) {
            spans.push(Span { from, to, what: SpanWhat::Runs(reign) });
        }
    };
    for turn in &story.turns[first..last.max(first)] {
        let wide = scale.x(turn.at) - scale.x(since) > 0.7;
        if turn.reign != reign && wide {
            push(since, turn.at, reign);
            since = turn.at;
        }
        reign = turn.reign;
    }
    push(since, input.to, reign);
}

/// The stretches in which it is in sync, beneath everything else.
fn in_sync(input: &BandInput, scale: &Scale, story: &LaneStory, spans: &mut Vec<Span>) {
    for (i, (since, is)) in story.in_sync.iter().enumerate() {
        let until = story.in_sync.get(i + 1).map_or(Time::NEVER, |(at, _)| *at);
        if !is || until < input.from || *since > input.to {
            continue;
        }
        if let Some((from, to)) = piece(input, scale, *since, until) {
            spans.push(Span { from, to, what: SpanWhat::InSync(to - from > WORDS) });
        }
    }
}

/// How much room the words for a set take.
const WORDS: f32 = 58.0;

/// Where a reign's words stand, those for the set have no room.
fn make_room_for_reigns(spans: &mut [Span]) {
    let reigns = spans.iter().filter(|it| {
        matches!(it.what, SpanWhat::Leads(..) | SpanWhat::Takes(..) | SpanWhat::Paused)
    });
    let taken: Vec<(f32, f32)> = reigns.map(|it| (it.from, it.to)).collect();
    for span in spans {
        if let SpanWhat::InSync(fits) = &mut span.what {
            let free = |(from, to): &(f32, f32)| *to <= span.from || *from >= span.from + WORDS;
            *fits = *fits && taken.iter().all(free);
        }
    }
}

fn absences(input: &BandInput, scale: &Scale, story: &LaneStory, spans: &mut Vec<Span>) {
    for off in &story.off {
        let to = off.to.unwrap_or(Time::NEVER);
        if to < input.from || off.from > input.to {
            continue;
        }
        if let Some((from, to)) = piece(input, scale, off.from, to) {
            let what = if off.paused { SpanWhat::Paused } else { SpanWhat::Down };
            spans.push(Span { from, to, what });
        }
    }
}

fn reign_span(input: &BandInput, scale: &Scale, reign: &Reign) -> Option<Span> {
    let end = reign.to.unwrap_or(Time::NEVER);
    if end < input.from {
        return None;
    }
    let (from, to) = piece(input, scale, reign.from, end)?;
    let size = if input.width >= 1300.0 { 13.5 } else { 12.0 };
    let room = to - from - 14.0;
    let fit = match () {
        () if !input.compact && room > size * 8.2 => Fit::Sentence,
        () if room > text_width("e", size) + text_width(&reign.epoch.to_string(), size) => {
            Fit::Number
        }
        () => Fit::Nothing,
    };
    let hue = Hue::of(reign.epoch);
    let what = match reign.established {
        true => SpanWhat::Leads(hue, reign.epoch, fit),
        false => SpanWhat::Takes(hue, reign.epoch, fit),
    };
    // A reign of a moment is still a reign.
    Some(Span { from, to: to.max(from + 2.0), what })
}

/// Times in which two or more that may serve believe they lead the same.
pub(super) fn clashes(input: &BandInput, scale: &Scale) -> Vec<Clash> {
    let found = clashes_between(input.run, input.from, input.to);
    let shown = found.into_iter().filter_map(|(from, until)| {
        let lasted = until.since(from);
        let (from, to) = piece(input, scale, from, until)?;
        Some(Clash { from, to: to.max(from + 1.0), lasted })
    });
    shown.collect()
}

/// The same, in time, up to the playhead.
pub(super) fn clashes_between(run: &Run, from: Time, to: Time) -> Vec<(Time, Time)> {
    let reigns: Vec<&Reign> = run.reigns().iter().filter(|it| it.established).collect();
    let now = run.now();
    let end = |reign: &Reign| reign.to.unwrap_or(now).min(now);
    let office = |reign: &Reign| run.cluster().office(reign.node);
    let same_office = |one: &Reign, other: &Reign| office(one) == office(other);
    let mut clashes: Vec<(Time, Time)> = Vec::new();
    for (i, later) in reigns.iter().enumerate() {
        let earlier =
            reigns[..i].iter().filter(|it| it.node != later.node && same_office(it, later));
        let until = earlier.filter(|it| end(it) > later.from).map(|it| end(it)).max();
        let Some(until) = until.map(|until| until.min(end(later))) else { continue };
        if until >= from && later.from <= to && until > later.from {
            clashes.push((later.from, until));
        }
    }
    clashes
}

/// How far apart diamonds stand at least.
const APART: f32 = 11.0;
/// A rule that decided more often than this, in what is shown, is routine: diamonds are for what
/// is worth a look.
const RARE: u32 = 14;

/// How often each rule decided in what is shown.
fn how_often(input: &BandInput) -> [u32; 256] {
    let mut often = [0u32; 256];
    for story in &input.digest.lanes {
        for decision in visible(&story.decisions, |it| it.at, input.from, input.to) {
            often[usize::from(decision.rule)] += 1;
        }
    }
    often
}

pub(super) fn marks(
    input: &BandInput,
    scale: &Scale,
    place: &dyn Fn(NodeId) -> Option<f32>,
) -> Vec<MarkSprite> {
    let step_now = input.run.cluster().step_no();
    let is_lit = |step: StepNo| {
        let pick = Some(Pick::Step(step));
        input.selected == pick || input.hovered == pick
    };
    let often = how_often(input);
    let close = input.to.since(input.from) <= arrows::MOST_TIME;
    let mut marks = Vec::new();
    for (i, story) in input.digest.lanes.iter().enumerate() {
        let Some(y) = place(NodeId(i as u8)) else { continue };
        let mut last = f32::MIN;
        let decided = visible(&story.decisions, |it| it.at, input.from, input.to);
        for decision in decided.iter().filter(|it| it.step <= step_now) {
            let (x, lit) = (scale.x(decision.at), is_lit(decision.step));
            let routine = often[usize::from(decision.rule)] > RARE;
            if !lit && (x - last < APART || routine && !close) {
                continue;
            }
            let sort = if routine && !lit { MarkSort::Dot } else { MarkSort::Decision };
            marks.push(MarkSprite { place: Point::new(x, y), sort, step: decision.step, lit });
            last = x;
        }
        let faults = visible(&story.faults, |it| it.0, input.from, input.to);
        for (at, step, fault) in faults.iter().filter(|(_, step, _)| *step <= step_now) {
            let sort = match fault {
                Fault::Went => MarkSort::Went,
                Fault::Started => MarkSort::Started,
            };
            let place = Point::new(scale.x(*at), y);
            marks.push(MarkSprite { place, sort, step: *step, lit: is_lit(*step) });
        }
    }
    marks
}
