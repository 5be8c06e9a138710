//! The pictures.

use super::client::Client;
use super::instance::{Instance, Role};
use super::message::{hex, key};
use super::sentinel::Sentinel;
use super::settings::Redis;
use crate::view::{Ballot, Cell, Portrait};

/// How many writes a server shows.
const CELLS: usize = 8;

impl Instance {
    /// Role, link, offsets, the last writes.
    pub fn portrait(&self, on: &Redis) -> Portrait {
        let role_name = match &self.role {
            Role::Master if self.thread.is_blocked() => "master, waits for its disk".into(),
            Role::Master if self.handover.is_some() => "master, FAILOVER".into(),
            Role::Master if self.loading => "master, loading".into(),
            Role::Master => "master".into(),
            Role::Replica(_) if self.thread.is_blocked() => "slave, waits for its disk".into(),
            Role::Replica(_) if self.loading => "slave, loading".into(),
            Role::Replica(up) => format!("slave, {}", up.link.word()),
        };
        Portrait {
            role_name,
            badge: format!("e{}", self.reign),
            note: format!("offset {}", self.data.offset()),
            ballot: None,
            log: self.cells(),
            facts: self.facts(on),
            ..Portrait::default()
        }
    }

    fn cells(&self) -> Vec<Cell> {
        let writes = self.data.entries().iter().rev();
        let mut cells: Vec<Cell> = writes
            .filter_map(|entry| {
                let (op, epoch) = (entry.op()?, entry.reign()?);
                let text = key(op);
                Some(Cell { epoch, text, at: entry.end, committed: true, op: Some(op) })
            })
            .take(CELLS)
            .collect();
        cells.reverse();
        cells
    }

    fn facts(&self, on: &Redis) -> Vec<(&'static str, String)> {
        let mut facts = vec![
            ("run_id", hex(self.runid)),
            ("master_replid", hex(self.replid)),
            ("master_repl_offset", self.data.offset().to_string()),
        ];
        if let Some((id, offset)) = self.replid2 {
            facts.push(("master_replid2", hex(id)));
            facts.push(("second_repl_offset", offset.to_string()));
        }
        if let Role::Replica(up) = &self.role {
            facts.push(("master_host", on.label(up.master).into()));
            facts.push(("repl_state", up.link.word().into()));
            facts.push(("slave_priority", self.priority().to_string()));
        }
        for (id, replica) in &self.replicas {
            let (state, ack) = (replica.state.word(), replica.ack);
            facts.push(("slave", format!("{} {state} offset={ack}", on.label(*id))));
        }
        if self.master().is_none() && !self.gate(on).is_off() {
            facts.push(("min_slaves_good_slaves", self.good.to_string()));
        }
        facts.push(("keys", self.data.writes().to_string()));
        facts.extend(self.own.entries().map(|(name, value)| (name, value.to_string())));
        facts
    }
}

impl Sentinel {
    /// Whom it names, what it sees, how far its failover is.
    pub fn portrait(&self, on: &Redis) -> Portrait {
        let master = &self.master;
        let state = master.attempt.as_ref().map(|attempt| attempt.state.word());
        let down = match (master.odown, master.peer.sdown) {
            (true, _) => Some("o_down"),
            (false, true) => Some("s_down"),
            _ => None,
        };
        let waits = self.thread.is_blocked().then_some("waits for its disk");
        let tilt = self.tilt.map(|_| "tilt");
        let words: Vec<&str> =
            std::iter::once("sentinel").chain(waits).chain(tilt).chain(down).chain(state).collect();
        let ballot = master.leader.filter(|_| master.attempt.is_some() || master.peer.sdown);
        Portrait {
            role_name: words.join(", "),
            badge: format!("e{}", master.config_epoch.0),
            note: format!("master {}", on.label(self.named())),
            ballot: ballot.map(|candidate| Ballot { candidate, best: true }),
            log: Vec::new(),
            facts: self.facts(on),
            ..Portrait::default()
        }
    }

    fn facts(&self, on: &Redis) -> Vec<(&'static str, String)> {
        let master = &self.master;
        let mut facts = vec![
            ("master", on.label(self.named()).to_string()),
            ("config-epoch", master.config_epoch.0.to_string()),
            ("current-epoch", self.current_epoch.0.to_string()),
            ("leader-epoch", master.leader_epoch.0.to_string()),
        ];
        if let Some(leader) = master.leader {
            facts.push(("leader", on.label(leader).into()));
        }
        let sdown = |down: bool| if down { " s_down" } else { "" };
        for (id, replica) in &self.replicas {
            let down = sdown(replica.peer.sdown);
            let offset = replica.report.info.map_or(0, |info| info.offset);
            facts.push(("slave", format!("{} offset={offset}{down}", on.label(*id))));
        }
        for (id, other) in &self.others {
            let down = sdown(other.peer.sdown);
            let says = if other.master_down { " master_down" } else { "" };
            facts.push(("sentinel", format!("{}{down}{says}", on.label(*id))));
        }
        facts.extend(self.own.entries().map(|(name, value)| (name, value.to_string())));
        facts.extend(self.selection.iter().map(|line| ("selection", line.to_string())));
        facts
    }
}

impl Client {
    /// Whom it talks to and how its last operation ended.
    pub fn portrait(&self, on: &Redis) -> Portrait {
        let target = self.target.map_or("nobody", |id| on.label(id));
        let mut facts = vec![("master", target.to_string()), ("last", self.last.into())];
        if let Some(sentinel) = self.sentinel {
            facts.push(("sentinel", on.label(sentinel).into()));
        }
        facts.extend(self.open.iter().map(|open| ("open", key(open.op))));
        let note = if self.last.is_empty() || self.last == "OK" {
            format!("→ {target}")
        } else {
            format!("→ {target}: {}", self.last)
        };
        Portrait { role_name: self.word().into(), note, facts, ..Portrait::default() }
    }
}
