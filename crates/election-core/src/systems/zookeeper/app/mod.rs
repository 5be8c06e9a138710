//! Applications that elect a leader among themselves on znodes, each with a session of its own,
//! and the resource that their leader writes.

mod election;
mod resource;
mod work;

pub use election::{Election, Step};
pub use resource::{Resource, Said, short, shown};
pub use work::Work;

use super::ZooKeeper;
use super::handle::{Event, Handle, State};
use super::out::Out;
use super::request::{ANY_VERSION, Request, Text, WatchedEvent};
use super::timer::Timer;
use super::znodes::parent;
use crate::effects::{Effects, OpKind, Outcome};
use crate::flat::FlatMap;
use crate::parts::chunks::Chunks;
use crate::scenario::NodeConfig;
use crate::value::Value;
use crate::words::{NodeId, OpId};
use std::collections::VecDeque;

/// What the resource holds: one line a write.
pub type Lines = Chunks<OpId>;

type Fx<'a> = Effects<'a, ZooKeeper>;

/// What an application is made to do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Job {
    /// How it elects.
    pub recipe: Recipe,
    /// What makes it give up the lead.
    pub stops_on: StopsOn,
    /// The session timeout it asks for, in ms.
    pub session_timeout: i64,
    /// Its leader writes once in so many ms.
    pub every_ms: u64,
    /// Between an event's arrival and its callback, in ms: the event thread is busy.
    pub callback_ms: u64,
    /// `zookeeper/recipe-position` is off: a watch that fires is taken for the lead.
    pub hasty: bool,
}

/// How applications elect.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Recipe {
    /// All try to create one ephemeral znode, and watch it.
    Single,
    /// Each creates a sequential one and watches its predecessor.
    Sequential,
}

/// What makes an application give up the lead.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StopsOn {
    /// It lost its server: the session may be over (what the documentation asks for).
    Disconnected,
    /// Its session is over.
    Expired,
    /// Its znode was deleted, as a watch says; it looks at nothing else (`LeaderElectionSupport`).
    NodeDeleted,
}

/// An application.
#[derive(Clone, Hash, Debug)]
pub struct App {
    job: Job,
    /// Its session.
    pub handle: Handle,
    /// The elections it takes part in, the one in focus first.
    pub elections: Vec<Election>,
    /// Which election a path belongs to.
    by_path: FlatMap<Text, u16>,
    /// Requests under way: the election each belongs to, and the step it was asked in.
    asked: FlatMap<u32, (u16, Step)>,
    /// What its event thread has not got to.
    waiting: VecDeque<Event>,
    /// Whether it closes its session to stop.
    leaving: bool,
    /// How much it asked and heard.
    pub counts: Counts,
    /// Its writes.
    pub work: Work,
    /// The fencing token of its last lead.
    pub token: i64,
}

/// How much an application asked and heard.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Counts {
    /// Watches that fired.
    pub events: u32,
    /// `create`s.
    pub creates: u32,
    /// Reads, those that left a watch among them.
    pub reads: u32,
}

impl App {
    /// An application of this scenario, before its first start.
    pub fn boot(config: &NodeConfig, handle: Handle, resource: Option<NodeId>, hasty: bool) -> App {
        let options = &config.options;
        let word = |name: &str| options.at(name).text();
        let recipe =
            if word("recipe") == "sequential" { Recipe::Sequential } else { Recipe::Single };
        let stops_on = match word("stops_on") {
            "Expired" => StopsOn::Expired,
            "NodeDeleted" => StopsOn::NodeDeleted,
            _ => StopsOn::Disconnected,
        };
        let session_timeout = options.at("sessionTimeout").int();
        let every_ms = options.at("every_ms").int().unsigned_abs();
        let callback_ms = options.at("callback_ms").int().unsigned_abs();
        let job = Job { recipe, stops_on, session_timeout, every_ms, callback_ms, hasty };
        let elections = options.at("elections").int().clamp(1, i64::from(u16::MAX)) as u16;
        let mut app = App::new(job, handle.renewed(session_timeout), elections);
        app.work.resource = resource;
        app
    }

    fn new(job: Job, handle: Handle, elections: u16) -> App {
        let root = match job.recipe {
            Recipe::Single => "/leader",
            Recipe::Sequential => "/election",
        };
        let path = |nth: u16| match nth {
            0 => Text::from(root),
            nth => format!("{root}-{nth}").into(),
        };
        App {
            job,
            handle,
            elections: (0..elections).map(|nth| Election::new(path(nth))).collect(),
            by_path: (0..elections).map(|nth| (path(nth), nth)).collect(),
            asked: FlatMap::new(),
            waiting: VecDeque::new(),
            leaving: false,
            counts: Counts::default(),
            work: Work::default(),
            token: 0,
        }
    }
    /// What a crash leaves of it: nothing. Its session lives on until it expires.
    pub fn after_crash(&self) -> App {
        let handle = self.handle.renewed(self.job.session_timeout);
        let app = App::new(self.job, handle, self.elections.len() as u16);
        let work = Work { resource: self.work.resource, ..Work::default() };
        App { token: self.token, work, ..app }
    }
    /// Whether it believes that it leads the election in focus.
    pub fn leads(&self) -> bool {
        self.elections[0].token.is_some()
    }
    /// In how many elections it believes that it leads.
    pub fn leads_count(&self) -> u32 {
        self.elections.iter().filter(|election| election.token.is_some()).count() as u32
    }

    /// The process starts.
    pub fn start(&mut self, fx: &mut Fx<'_>) {
        self.handle.connect(fx);
        fx.arm_ms(Timer::Next, self.job.every_ms);
    }

    /// A message of the resource.
    pub fn hear_resource(&mut self, said: Said, fx: &mut Fx<'_>) {
        match said {
            Said::Opened { token, lines } => self.work.opened(token, *lines),
            Said::Saved(op) => {
                if let Some(position) = self.work.saved(op) {
                    fx.complete(op, Outcome::Ok { position });
                }
            }
            Said::Refused { op, .. } => {
                if let Some(op) = op {
                    self.work.open.take_if(|open| *open == op);
                    fx.complete(op, Outcome::Fail("STALE_TOKEN"));
                }
                self.work.term = None;
                let next = self.elections[0].deposed(&self.job);
                self.ask(0, next, fx);
            }
            Said::Open { .. } | Said::Save { .. } => {}
        }
    }

    /// The next write is due. It looks at what it believes, and nowhere else.
    pub fn work(&mut self, fx: &mut Fx<'_>) {
        fx.arm_ms(Timer::Next, self.job.every_ms);
        if self.work.resource.is_none() || !self.leads() || self.leaving {
            return;
        }
        match self.work.ready() {
            Some(token) => {
                let op = fx.invoke(OpKind::Write);
                self.work.save(token, op, fx);
            }
            None if self.work.view.is_none() => self.work.begin(self.token, fx),
            None => {}
        }
    }

    /// `delete`: somebody at this application's shell deletes a znode.
    pub fn on_request(&mut self, request: &Value, fx: &mut Fx<'_>) -> Result<(), String> {
        if self.handle.state() != State::SyncConnected {
            return Err(format!("{}: it has no server", self.handle.state().name()));
        }
        let path = request.at("path").text();
        self.handle.submit(Request::delete(path, ANY_VERSION), fx);
        Ok(())
    }

    /// A graceful stop closes the session first: nobody has to wait for it to expire.
    pub fn on_stop(&mut self, fx: &mut Fx<'_>) {
        if self.handle.state() == State::SyncConnected {
            self.leaving = true;
            self.handle.submit(Request::CloseSession, fx);
        } else {
            fx.exit();
        }
    }

    /// A connection broke.
    pub fn on_disconnect(&mut self, peer: NodeId, me: &str, fx: &mut Fx<'_>) {
        if Some(peer) == self.work.resource {
            if let Some(op) = self.work.give_up() {
                fx.complete(op, Outcome::Unknown("ConnectionLoss"));
            }
            return;
        }
        let events = self.handle.on_disconnect(peer, fx);
        self.hear(events, me, fx);
    }

    /// Asks for what an election needs next.
    fn ask(&mut self, nth: u16, request: Option<Request>, fx: &mut dyn Out) {
        let Some(request) = request.filter(|_| !self.leaving) else { return };
        if request.reads() {
            self.counts.reads += 1;
        } else {
            self.counts.creates += 1;
        }
        let xid = self.handle.submit(request, fx);
        self.asked.insert(xid, (nth, self.elections[usize::from(nth)].step.clone()));
    }

    /// What its handle tells: its event thread runs the callbacks, now or when it gets to them.
    /// One that closes its session only waits for that.
    pub fn hear(&mut self, events: Vec<Event>, me: &str, fx: &mut Fx<'_>) {
        if self.leaving {
            if self.handle.state() != State::SyncConnected {
                fx.exit();
            }
            return;
        }
        self.waiting.extend(events);
        if self.job.callback_ms == 0 {
            self.run_callbacks(me, fx);
        } else if !self.waiting.is_empty() && fx.elapsed(Timer::Callback).is_none() {
            fx.arm_ms(Timer::Callback, self.job.callback_ms);
        }
    }

    /// The event thread.
    pub fn run_callbacks(&mut self, me: &str, fx: &mut Fx<'_>) {
        if self.leaving {
            return;
        }
        while let Some(event) = self.waiting.pop_front() {
            match event {
                Event::State(state) => self.turned(state, me, fx),
                Event::Watch(event) => self.watch_fired(&event, me, fx),
                Event::Answer { xid, result } => {
                    let Some((nth, asked_in)) = self.asked.remove(&xid) else { continue };
                    let (job, session) = (self.job, self.handle.session());
                    let election = &mut self.elections[usize::from(nth)];
                    if election.step != asked_in {
                        // It has gone on since: that was the answer to another question.
                        continue;
                    }
                    let next = election.hear(&job, session, me, result, fx);
                    self.ask(nth, next, fx);
                }
            }
        }
        self.weigh(fx);
    }

    /// The session's state changed.
    fn turned(&mut self, state: State, me: &str, fx: &mut dyn Out) {
        let stops = match (state, self.job.stops_on) {
            (State::Disconnected, StopsOn::Disconnected) => true,
            (State::Expired, on) => on != StopsOn::NodeDeleted,
            _ => false,
        };
        if stops {
            self.elections.iter_mut().for_each(|election| election.token = None);
        }
        match state {
            State::SyncConnected => {
                let (job, session) = (self.job, self.handle.session());
                for nth in 0..self.elections.len() as u16 {
                    let next = self.elections[usize::from(nth)].begin(&job, session, me);
                    self.ask(nth, next, fx);
                }
            }
            State::Expired if stops => {
                let paths = self.elections.iter().map(|election| election.path.clone());
                self.elections = paths.map(Election::new).collect();
                self.asked.clear();
                self.handle = self.handle.renewed(self.job.session_timeout);
                self.handle.connect(fx);
            }
            _ => {}
        }
    }

    fn watch_fired(&mut self, event: &WatchedEvent, me: &str, fx: &mut dyn Out) {
        self.counts.events += 1;
        let (job, session) = (self.job, self.handle.session());
        let of = |path: &str| self.by_path.get(path).copied();
        if let Some(nth) = of(&event.path).or_else(|| of(parent(&event.path))) {
            let next = self.elections[usize::from(nth)].fired(&job, session, me, event, fx);
            self.ask(nth, next, fx);
        }
    }

    /// It has begun to lead, or no longer does.
    fn weigh(&mut self, fx: &mut dyn Out) {
        if let Some(token) = self.elections[0].token
            && self.work.term != Some(token)
        {
            self.token = self.token.max(token);
            self.work.begin(token, fx);
        }
        if !self.leads() {
            self.work.term = None;
        }
    }
}
