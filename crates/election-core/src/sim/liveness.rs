//! A promise of service with teeth: where a majority is up and connected, somebody must lead
//! before long, and nobody there may stay without a leader. A silence has a reason, too.

use super::world::{World, peek};
use crate::flat::FlatMap;
use crate::property::{Reason, Witness};
use crate::protocol::{Peek, Protocol, Unmet};
use crate::scenario::Config;
use crate::view::{Health, Role};
use crate::words::{NodeId, NodeSet, Time};

/// Since when somebody ought to lead, and nobody does.
#[derive(Clone, Hash, Debug)]
pub(super) struct Service {
    /// How long that may take, in µs; `None` where nobody leads.
    within: Option<u64>,
    /// The processes that ought to have a leader: up, and connected among themselves.
    group: NodeSet,
    /// Since when it ought to, until that was judged once.
    whole: Option<Time>,
    /// Since when the group is without a leader.
    leaderless: Option<Time>,
    /// Its members that know no leader, and since when.
    unled: FlatMap<NodeId, Time>,
    /// When a claim is due to be judged; `Time::NEVER` for none.
    due: Time,
    /// When one was judged last.
    judged: Time,
}

impl Service {
    pub fn new(config: &Config) -> Service {
        Service {
            within: (config.system.leader_within_ms)(config).map(|ms| ms * 1000),
            group: NodeSet::EMPTY,
            whole: None,
            leaderless: None,
            unled: FlatMap::new(),
            due: Time::NEVER,
            judged: Time(0),
        }
    }

    fn find_due(&mut self) {
        let Some(within) = self.within else { return };
        let since = self.leaderless.into_iter().chain(self.whole);
        let since = since.chain(self.unled.values().copied());
        // What was late when it was last judged is judged no more.
        let due = since.map(|since| since.plus(within)).filter(|due| *due > self.judged);
        self.due = due.min().unwrap_or(Time::NEVER);
    }
}

impl<P: Protocol> World<P> {
    /// Something was broken or mended: others may ought to have a leader now.
    pub(super) fn watch_links(&mut self) {
        let linked = |a: NodeId, b: NodeId| {
            !self.links.link(a, b).is_odd() && !self.links.link(b, a).is_odd()
        };
        let runs = |id: NodeId| {
            let slot = &self.slots[id.index()];
            slot.health == Health::Up && slot.stalled.is_none()
        };
        let group = if self.watch.service.within.is_none() || self.config.network.loss > 0 {
            NodeSet::EMPTY
        } else {
            self.protocol.service(&peek(&self.slots), &runs, &linked)
        };
        let whole = (!group.is_empty()).then_some(self.now);
        let service = &mut self.watch.service;
        if service.group != group {
            (service.group, service.whole) = (group, whole);
        }
        self.watch_service();
    }

    /// Somebody began or ceased to lead, or to follow; or the group changed.
    pub(super) fn watch_service(&mut self) {
        let now = self.now;
        let group = self.watch.service.group;
        let standing = |id: NodeId| self.slots[id.index()].standing;
        let over_data = |id: NodeId| self.protocol.office(&self.slots[id.index()].node) == 0;
        let leads = |id: NodeId| {
            self.slots[id.index()].health == Health::Up && standing(id).established && over_data(id)
        };
        // A leader that its followers reach over a slow link is one, too.
        let led = group.iter().any(|id| leads(id) || standing(id).leader.is_some_and(leads));
        let waits = |id: &NodeId| {
            let it = standing(*id);
            let awaits = matches!(it.role, Role::Follower | Role::Looking | Role::Observer);
            awaits && it.leader.is_none() && over_data(*id)
        };
        let unled: NodeSet = group.iter().filter(waits).collect();
        let service = &mut self.watch.service;
        let was = service.leaderless.take();
        if !led && !group.is_empty() {
            service.leaderless = was.or(Some(now));
        }
        service.unled.retain(|id, _| unled.has(*id));
        for id in unled.iter() {
            service.unled.entry(id).or_insert(now);
        }
        service.find_due();
    }

    /// Judges what is due: who ought to be led, and is not.
    pub(super) fn watch_liveness(&mut self) {
        if self.now < self.watch.service.due {
            return;
        }
        let service = &mut self.watch.service;
        let within = service.within.unwrap_or(0);
        let late = |since: Time| self.now.since(since) >= within;
        if service.whole.take_if(|since| late(*since)).is_some() {
            let exercised = ["leader-within", "server-led-within"];
            exercised.iter().for_each(|id| self.watch.findings(self.now).exercise(id));
        }
        let service = &mut self.watch.service;
        let leaderless = service.leaderless.filter(|since| late(*since));
        let unled = service.unled.iter().find(|(_, since)| late(**since));
        let unled = unled.map(|(id, since)| (*id, *since));
        if let Some(since) = leaderless {
            let says = "a majority is up and connected, and nobody has led";
            self.not_led("leader-within", self.watch.service.group, says.into(), since);
        }
        if let Some((id, since)) = unled {
            let label = self.config.label(id);
            let says =
                format!("{label} is up and connected to a majority, and has known no leader");
            self.not_led("server-led-within", [id].into_iter().collect(), says, since);
        }
        self.watch.service.judged = self.now;
        self.watch.service.find_due();
    }

    fn not_led(&mut self, id: &'static str, nodes: NodeSet, says: String, since: Time) {
        if self.watch.is_violated(id) {
            return;
        }
        let says = format!("{says} for {} ms", self.now.since(since) / 1000);
        let why = self.unmet().into_iter().find(|(node, _)| nodes.has(*node));
        let mut findings = self.watch.findings(self.now);
        findings.violate(id, || Witness { nodes, epoch: None, says });
        findings.explain(id, why.map(|(node, unmet)| Reason::new(node, unmet)));
    }

    /// What keeps processes without a leader, the nearest to being met first.
    pub(super) fn unmet(&self) -> Vec<(NodeId, Unmet)> {
        let mut peek = peek(&self.slots);
        for (from, to, _) in self.links.all().filter(|(_, _, link)| link.cut) {
            peek[from.index()].apart.insert(to);
            peek[to.index()].apart.insert(from);
        }
        let runs = peek.iter().filter(|peek| self.slots[peek.id.index()].health == Health::Up);
        let ask = |it: &Peek<'_, P::Node>| Some((it.id, self.protocol.unmet(it.node, &peek)?));
        let mut unmet: Vec<(NodeId, Unmet)> = runs.filter_map(ask).collect();
        unmet.sort_by_key(|(_, unmet)| unmet.short);
        unmet
    }
}
