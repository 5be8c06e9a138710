//! Why this server has no master, as far as it knows.

use super::{Instance, ReplState, Role};
use crate::fact;
use crate::protocol::{Peek, Unmet};
use crate::systems::redis::rules::vote::majority;
use crate::systems::redis::sentinel::unmet::unmet;
use crate::systems::redis::settings::Redis;
use crate::systems::redis::{Node, cited};

/// Further from a leader than any vote that Sentinels miss.
const FAR: i64 = 100;

impl Instance {
    /// It loads; nobody watches; or its link to its master is down.
    pub fn unmet(&self, on: &Redis, nodes: &[Peek<'_, Node>]) -> Option<Unmet> {
        let Role::Replica(up) = &self.role else {
            let because = vec![fact!("loading", "keys" => self.data.writes())];
            return if self.loading { unmet(&cited::REFUSE, "LOADING", because, 0) } else { None };
        };
        let sentinels = || nodes.iter().filter(|peek| on.is_sentinel(peek.id));
        let (all, run) =
            (sentinels().count() as i64, sentinels().filter(|it| it.up).count() as i64);
        let led = nodes.iter().any(|it| match it.node {
            Node::Instance(of) => it.up && of.standing().established,
            _ => false,
        });
        if run == 0 && !led {
            let needed = majority(all).max(on.quorum.min(all)).max(1);
            let because = vec![
                fact!("master_link_status", "master" => on.label(up.master), "status" => "down",
                    "master_link_down_since_seconds" => self.link_down_s(self.second)),
                fact!("sentinels", "sentinels" => all, "running" => run, "needed" => needed),
            ];
            return unmet(&cited::ODOWN, "nobody-watches", because, needed);
        }
        if up.link == ReplState::Connected || up.link == ReplState::Transfer {
            return None;
        }
        let because = vec![
            fact!("repl_state", "master" => on.label(up.master), "repl_state" => up.link.word()),
            fact!("repl-timeout", "master_link_down_since_seconds" => self.link_down_s(self.second),
                "limit" => self.repl_timeout(on)),
        ];
        unmet(&cited::REPL_TIMEOUT, "link-down", because, FAR)
    }
}
