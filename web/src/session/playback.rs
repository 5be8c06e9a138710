//! How wall time becomes simulated time: the only place where the two meet.

use super::slice::Slice;
use super::{Notice, Session, Telling};
use crate::command::Speed;
use election_core::permalink;
use election_core::sim::history::Progress;
use election_core::view::{ClusterView, Glyph, Health, NodeView, Role};
use election_core::words::Time;

/// How a run is played.
#[derive(Clone, PartialEq, Debug)]
pub struct Playback {
    /// Whether time goes by.
    pub playing: bool,
    /// The chosen speed.
    pub speed: Speed,
    /// The present rate: simulated time per wall time.
    pub rate: f64,
    /// Where the playhead is on its way to.
    pub goal: Option<Time>,
    /// Where it goes from there.
    pub(super) then: Option<Time>,
    /// Whether the visitor plays on beyond the end of the story.
    beyond: bool,
    /// Simulated µs that were due and not yet played: less than one.
    rest: f64,
    /// The caption that is read, and for how many ms of the wall clock.
    reading: (Telling, f64),
    /// How long the visitor has watched an election closely, in ms of the wall clock.
    watched: f64,
}

/// A frame plays at most this much of the wall clock, in ms: a tab that was hidden does not
/// jump.
const LONGEST_FRAME: f64 = 100.0;
/// Steps of the world in one frame at most, and ms of the wall clock that they may take, so that
/// no run can freeze the page.
const MOST_STEPS: u32 = 6_000;
const MOST_MS: f64 = 12.0;
/// How often the speed is thought over in one frame at most.
const TURNS: u32 = 12;
/// How long a message of an election flies for the visitor, in ms of the wall clock.
const FLIGHT: f64 = 850.0;
/// How long the visitor waits for the next thing to happen while nobody leads.
const WAIT: f64 = 1_500.0;
/// How long a caption can be read before the next one comes, in ms of the wall clock.
const READING: f64 = 4_200.0;
/// An election that goes on for longer, in ms of the wall clock, is told faster and faster…
const PATIENCE: f64 = 14_000.0;
/// … twice as fast after so many ms more.
const DOUBLING: f64 = 3_000.0;
/// The slowest rate.
const SLOWEST: f64 = 0.000_5;

/// How a frame's playing ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    /// At the moment that was due.
    There,
    /// Something of note happened.
    OfNote,
    /// The frame's work is done.
    Spent,
}

impl Playback {
    pub(super) fn new(playing: bool) -> Playback {
        Playback {
            playing,
            speed: Speed::Auto,
            rate: 1.0,
            goal: None,
            then: None,
            beyond: false,
            rest: 0.0,
            reading: (Telling::Events, 0.0),
            watched: 0.0,
        }
    }

    /// Sends the playhead on its way.
    pub(super) fn seek(&mut self, to: Time) {
        (self.goal, self.then) = (Some(to.min(LATEST)), None);
        self.rest = 0.0;
    }

    pub(super) fn play(&mut self, playing: bool, at_the_end: bool) {
        self.playing = playing;
        self.goal = None;
        self.beyond |= playing && at_the_end;
    }
}

/// As far as a run can be played: an hour.
const LATEST: Time = Time::ms(election_core::scenario::UNTIL_MAX_MS as u64);

impl Session {
    /// Plays for so many ms of the wall clock; false if nothing moved.
    pub(super) fn play_on(&mut self, ms: f64) -> bool {
        let foresaw = !self.story.is_done();
        self.story.go_on();
        if self.work_on() {
            return true;
        }
        if self.waits_for_beside() {
            return true;
        }
        if let Some(goal) = self.playback.goal {
            self.go_towards(goal);
            return true;
        }
        if !self.playback.playing {
            // The captions' places are drawn once they are known.
            return foresaw && self.story.is_done();
        }
        let ms = ms.clamp(0.0, LONGEST_FRAME);
        self.read_on(ms);
        let end = if self.playback.beyond { LATEST } else { self.run.scenario().until };
        let end = end.max(self.run.now());
        let mut left = ms;
        let beside = self.rate_beside();
        let mut slice = Slice::new(MOST_STEPS, MOST_MS);
        // Whenever something of note happens within the frame, the speed is thought over.
        for turn in 0..TURNS {
            let rate = self.next_rate(if turn == 0 { ms } else { 0.0 });
            self.playback.rate = rate.min(beside);
            let micros = left * 1000.0 * self.playback.rate + self.playback.rest;
            self.playback.rest = micros.fract();
            let from = self.run.now();
            let to = from.plus(micros as u64).min(end);
            let way = self.advance(to, self.playback.speed == Speed::Auto, &mut slice);
            if way != Way::OfNote {
                break;
            }
            self.playback.rest = 0.0;
            left -= self.run.now().since(from) as f64 / 1000.0 / self.playback.rate;
        }
        self.stop_if_stopped();
        self.glide(ms);
        if self.run.now() >= end {
            self.playback.playing = false;
        }
        true
    }

    /// A seek: as far as a frame allows.
    fn go_towards(&mut self, goal: Time) {
        let mut slice = Slice::new(MOST_STEPS, MOST_MS);
        match self.run.approach(goal, &mut || slice.more()) {
            Progress::There => {
                // A branch is told as far as it was before the playhead goes back to its place.
                self.playback.goal = self.playback.then.take();
                self.compare_outcome();
                if self.playback.goal.is_none() {
                    self.stop_if_stopped();
                }
            }
            Progress::Full => self.end_here(),
            Progress::Underway => {}
        }
    }

    /// A run that can make no more progress says why.
    pub(super) fn stop_if_stopped(&mut self) {
        if let Some(why) = self.run.cluster().stopped() {
            self.stand_still();
            self.notice = Some(Notice::Stopped(why));
        }
    }

    /// The run keeps no more events.
    pub(super) fn end_here(&mut self) {
        self.stand_still();
        self.notice = Some(Notice::Full);
    }

    /// Plays up to a moment, or until the frame's work is done. With `watch` also until something
    /// of note happens, so that the speed can change with it.
    fn advance(&mut self, to: Time, watch: bool, slice: &mut Slice) -> Way {
        loop {
            let next = self.run.cluster().next_at().filter(|at| *at <= to);
            let before = self.run.records_until_now().len();
            match self.run.approach(next.unwrap_or(to), &mut || slice.more()) {
                Progress::Underway => return Way::Spent,
                Progress::Full => {
                    self.end_here();
                    return Way::Spent;
                }
                Progress::There if next.is_none() => return Way::There,
                Progress::There => {}
            }
            let happened = &self.run.records_until_now()[before..];
            if watch && happened.iter().any(|record| record.is_of_note()) {
                return Way::OfNote;
            }
        }
    }

    /// Whether the run of a link came to what the link promised.
    fn compare_outcome(&mut self) {
        let Some((at, promised)) = self.check.take() else { return };
        let here = self.run.now() == at;
        if here && permalink::check_of(self.run.cluster()) != promised && self.notice.is_none() {
            self.notice = Some(Notice::OutcomeChanged);
        }
    }

    /// The visitor reads, and watches: a new caption is a new reason to look closely.
    fn read_on(&mut self, ms: f64) {
        let told = self.story.at(self.run.now());
        let (before, since) = self.playback.reading;
        self.playback.reading = if before == told { (told, since + ms) } else { (told, 0.0) };
        let closely = self.playback.rate < 0.5;
        self.playback.watched = match (before == told, closely) {
            (false, _) => 0.0,
            (true, true) => self.playback.watched + ms,
            (true, false) => (self.playback.watched - ms).max(0.0),
        };
    }

    /// What happens in the run beside this one is worth following as slowly.
    fn rate_beside(&self) -> f64 {
        let compare = self.compare.as_ref().filter(|_| self.playback.speed == Speed::Auto);
        let other = compare.map(|compare| &compare.other);
        let rate = other.map(|other| other.auto_rate(&other.run.cluster().view()));
        rate.map_or(f64::MAX, |rate| rate.max(SLOWEST))
    }

    /// The rate of the next frame. A slower one comes at once, a faster one gently.
    fn next_rate(&self, ms: f64) -> f64 {
        let Speed::Fixed(step) = self.playback.speed else {
            let wanted = self.auto_rate(&self.run.cluster().view());
            let gently = self.playback.rate * (ms / 125.0).exp2();
            return wanted.min(gently).clamp(SLOWEST, 1.0);
        };
        Speed::STEPS[usize::from(step) % Speed::STEPS.len()].1
    }

    /// As slow as it takes to follow an election's messages and to read a caption; as fast as
    /// the clock where a leader leads and nothing happens.
    fn auto_rate(&self, view: &ClusterView) -> f64 {
        let settled = is_settled(view);
        let flights = view.messages.iter().filter(|message| {
            let known = |id: election_core::words::NodeId| view.nodes.get(id.index());
            let servers = [message.id.from, message.id.to]
                .into_iter()
                .all(|id| known(id).is_some_and(|node| !node.client));
            servers && message.deliver_at != Time::NEVER && speaks_of_election(message.glyph)
        });
        let flight = flights.map(|message| message.deliver_at.since(message.sent_at)).max();
        let base = match flight {
            Some(micros) if !settled => (micros as f64 / 1000.0) / FLIGHT,
            _ if !settled => self.wait_rate(view),
            _ => 1.0,
        };
        let tired = (self.playback.watched - PATIENCE).max(0.0) / DOUBLING;
        (base * tired.exp2()).min(self.reading_rate())
    }

    /// While nobody leads, the next timer is what everybody waits for.
    fn wait_rate(&self, view: &ClusterView) -> f64 {
        let running = view.nodes.iter().filter(|n| !n.client && n.health == Health::Up);
        let drawn = |node: &NodeView| {
            node.timers.iter().filter(|timer| timer.drawn).map(|timer| timer.at).min()
        };
        let next = running.filter_map(drawn).min();
        let wait = next.map_or(200_000, |at| at.since(view.now));
        (wait as f64 / 1000.0 / WAIT).clamp(0.03, 0.5)
    }

    /// So that the next caption comes no sooner than this one can be read.
    fn reading_rate(&self) -> f64 {
        // Beside another run the captions are not told.
        if self.compare.is_some() {
            return 1.0;
        }
        let (told, since) = self.playback.reading;
        let next = self.story.neighbour(self.run.now(), true);
        match (told, next) {
            (Telling::Step(_), Some(next)) if since < READING => {
                let until_next = next.since(self.run.now()) as f64 / 1000.0;
                (until_next / (READING - since)).max(SLOWEST)
            }
            _ => 1.0,
        }
    }
}

/// Whether somebody leads and everybody who runs and can be reached has agreed to it.
fn is_settled(view: &ClusterView) -> bool {
    let mut servers = view
        .nodes
        .iter()
        .filter(|node| !node.client && node.health == Health::Up && !node.isolated);
    let calm = servers.clone().all(|node| match node.standing.role {
        Role::Looking => false,
        Role::Leader => node.standing.established,
        _ => true,
    });
    calm && servers.any(|node| matches!(node.standing.role, Role::Leader | Role::Peer))
}

/// Whether a message belongs to what is worth following slowly while nobody leads.
fn speaks_of_election(glyph: Glyph) -> bool {
    !matches!(glyph, Glyph::Heartbeat)
}
