//! What belongs together: a mark in the timeline, its process and its link on the stage.

use super::pick::Pick;
use election_core::sim::record::{Mark, Record, first_of};
use election_core::words::{NodeId, NodeSet};

/// The processes and the link that something is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Related {
    /// Processes.
    pub nodes: NodeSet,
    /// The link it went along, the smaller id first.
    pub link: Option<(NodeId, NodeId)>,
}

impl Related {
    /// What a pick is about; for a step, what it began with. `records` are in order of steps.
    pub fn of(pick: Pick, records: &[Record]) -> Related {
        match pick {
            Pick::Node(id) => Related { nodes: [id].into_iter().collect(), link: None },
            Pick::Link(a, b) => Related::along(a, b),
            Pick::Message(id) => Related::along(id.from, id.to),
            Pick::Step(step) => first_of(step, records).map_or_else(Related::default, |record| {
                if is_message(record) {
                    Related::along(record.peer, record.node)
                } else {
                    Related::of(Pick::Node(record.node), records)
                }
            }),
        }
    }

    fn along(a: NodeId, b: NodeId) -> Related {
        let Pick::Link(a, b) = Pick::link(a, b) else { return Related::default() };
        Related { nodes: [a, b].into_iter().collect(), link: Some((a, b)) }
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Related) -> Related {
        let nodes = self.nodes.iter().chain(other.nodes.iter()).collect();
        Related { nodes, link: self.link.or(other.link) }
    }
}

/// Whether a record tells of a message's end.
pub fn is_message(record: &Record) -> bool {
    matches!(record.mark, Mark::Delivered | Mark::LostCut | Mark::LostOnTheWay | Mark::Refused)
}
