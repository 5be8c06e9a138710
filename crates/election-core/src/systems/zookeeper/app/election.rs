//! One application's part in one election: which request comes next.

use super::{Job, Recipe, StopsOn};
use crate::fact;
use crate::systems::zookeeper::out::Out;
use crate::systems::zookeeper::request::{
    Change, CreateMode, Error, Request, Response, SessionId, Text, WatchedEvent,
};
use crate::systems::zookeeper::rules::{self, predecessor, sequence_number};

/// One application's part in one election.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Election {
    /// The znode that all want; of the sequential recipe, its parent.
    pub path: Text,
    /// What it waits for.
    pub step: Step,
    /// Its own sequential znode, as a name.
    pub mine: Option<Text>,
    /// While it believes that it leads: its fencing token.
    pub token: Option<i64>,
}

/// What an application waits for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Step {
    /// A session.
    Out,
    /// The parent, to be created.
    Parent,
    /// The list of children: is one its own from before a lost answer?
    Finding,
    /// Its znode, to be created.
    Creating,
    /// Whether the one znode is there, and whose.
    Checking,
    /// The list of children: which place is its own?
    Listing,
    /// Whether its predecessor is there.
    Peeking(Text),
    /// Its watch of this path to fire.
    Waiting(Text),
    /// Nothing: it leads.
    Leading,
}

impl Election {
    /// An election on this path.
    pub fn new(path: Text) -> Election {
        Election { path, step: Step::Out, mine: None, token: None }
    }

    fn take(&mut self, step: Step, request: Request) -> Option<Request> {
        self.step = step;
        Some(request)
    }

    /// There is a session, a new one or the old one again.
    pub fn begin(&mut self, job: &Job, session: SessionId, me: &str) -> Option<Request> {
        match (&self.step, job.recipe) {
            // The watch is set again by the handle.
            (Step::Waiting(_), _) => None,
            (Step::Leading, _) if self.token.is_some() => None,
            (Step::Out, Recipe::Single) => self.create(job, session, me),
            (_, Recipe::Single) => self.check(),
            (Step::Out | Step::Parent, Recipe::Sequential) => {
                let parent = Request::create(&self.path, "", CreateMode::PERSISTENT);
                self.take(Step::Parent, parent)
            }
            (_, Recipe::Sequential) => self.list(Step::Finding),
        }
    }

    fn create(&mut self, job: &Job, session: SessionId, me: &str) -> Option<Request> {
        let request = match job.recipe {
            Recipe::Single => Request::create(&self.path, me, CreateMode::EPHEMERAL),
            Recipe::Sequential => {
                let path = format!("{}/{}", self.path, own_prefix(session));
                Request::create(&path, me, CreateMode::EPHEMERAL_SEQUENTIAL)
            }
        };
        self.take(Step::Creating, request)
    }

    fn check(&mut self) -> Option<Request> {
        let request = Request::exists(&self.path, true);
        self.take(Step::Checking, request)
    }

    fn list(&mut self, step: Step) -> Option<Request> {
        let request = Request::get_children(&self.path, false);
        self.take(step, request)
    }

    /// An answer.
    pub fn hear(
        &mut self,
        job: &Job,
        session: SessionId,
        me: &str,
        result: Result<Response, Error>,
        fx: &mut dyn Out,
    ) -> Option<Request> {
        let step = self.step.clone();
        if let Err(Error::ConnectionLoss | Error::SessionExpired | Error::SessionMoved) = result {
            // It may have happened: what stands there is looked at again.
            return None;
        }
        match (step, result) {
            (Step::Parent, _) => self.list(Step::Finding),
            (Step::Finding, Ok(Response::Children { names, .. })) => {
                let prefix = own_prefix(session);
                self.mine = names.iter().find(|name| name.starts_with(&prefix)).cloned();
                match self.mine {
                    Some(_) => self.stand(job, session, me, &names, fx),
                    None => self.create(job, session, me),
                }
            }
            (Step::Creating, Ok(Response::Created { path, stat })) => match job.recipe {
                Recipe::Single => {
                    self.lead(stat.czxid.0);
                    Some(Request::exists(&self.path, true))
                }
                Recipe::Sequential => {
                    self.mine = path.rfind('/').and_then(|end| path.get(end + 1..)).map(Text::from);
                    self.list(Step::Listing)
                }
            },
            (Step::Creating, Err(Error::NodeExists)) => self.check(),
            (Step::Checking, Ok(Response::Stat(stat))) if stat.ephemeral_owner == session => {
                self.lead(stat.czxid.0);
                None
            }
            (Step::Checking | Step::Peeking(_), Ok(Response::Stat(_))) => {
                let watched = match &self.step {
                    Step::Peeking(path) => path.clone(),
                    _ => self.path.clone(),
                };
                self.token = None;
                self.step = Step::Waiting(watched);
                None
            }
            (Step::Checking, Err(Error::NoNode)) => self.create(job, session, me),
            (Step::Listing, Ok(Response::Children { names, .. })) => {
                self.stand(job, session, me, &names, fx)
            }
            (Step::Peeking(_), Err(Error::NoNode)) => self.list(Step::Listing),
            _ => None,
        }
    }

    fn lead(&mut self, token: i64) {
        self.step = Step::Leading;
        self.token = Some(token);
    }

    /// Among its siblings: it leads, or watches the one before it.
    fn stand(
        &mut self,
        job: &Job,
        session: SessionId,
        me: &str,
        names: &[Text],
        fx: &mut dyn Out,
    ) -> Option<Request> {
        let listed = self.mine.as_ref().filter(|mine| names.contains(mine));
        let Some(number) = listed.and_then(|mine| sequence_number(mine)) else {
            self.token = None;
            return self.create(job, session, me);
        };
        let before = predecessor(names.iter().map(|name| &**name), number);
        let verdict = if before.is_some() { "watch" } else { "leader" };
        fx.cite(&rules::RECIPE_POSITION, verdict, &|| {
            let smaller = |name: &&Text| sequence_number(name).is_some_and(|n| n < number);
            let ahead = names.iter().filter(smaller).count() as u64;
            let predecessor = before.map(|(number, _)| number);
            vec![
                fact!("me", "sequence" => number, "ahead" => ahead),
                fact!("children", "predecessor" => predecessor, "me" => number),
            ]
        });
        match before {
            None => {
                self.lead(number);
                None
            }
            Some((_, name)) => {
                self.token = None;
                let path: Text = format!("{}/{name}", self.path).into();
                let request = Request::exists(&path, true);
                self.take(Step::Peeking(path), request)
            }
        }
    }

    /// A watch fired, perhaps this election's.
    pub fn fired(
        &mut self,
        job: &Job,
        session: SessionId,
        me: &str,
        event: &WatchedEvent,
        fx: &mut dyn Out,
    ) -> Option<Request> {
        let waits = matches!(&self.step, Step::Waiting(path) if *path == event.path);
        let own = self.token.is_some() && self.path == event.path;
        match (event.change, job.recipe) {
            (Change::Deleted, Recipe::Single) if waits || own => {
                self.token = None;
                self.create(job, session, me)
            }
            (Change::Deleted, Recipe::Sequential) if waits && job.hasty => {
                fx.cite(&rules::RECIPE_POSITION, "leader", &Vec::new);
                let mine = self.mine.as_ref().and_then(|mine| sequence_number(mine));
                self.lead(mine.unwrap_or(0));
                None
            }
            (Change::Deleted, Recipe::Sequential) if waits => self.list(Step::Listing),
            (_, Recipe::Single) if waits => self.check(),
            _ => None,
        }
    }

    /// The resource knows a later leader.
    pub fn deposed(&mut self, job: &Job) -> Option<Request> {
        self.token = None;
        match (job.recipe, job.stops_on) {
            (_, StopsOn::NodeDeleted) => None,
            (Recipe::Single, _) => self.check(),
            (Recipe::Sequential, _) => self.list(Step::Finding),
        }
    }
}

/// How an application finds its own znode again after a lost answer.
fn own_prefix(session: SessionId) -> String {
    format!("{:x}-n_", session.0)
}
