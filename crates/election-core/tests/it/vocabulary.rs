//! What a run shows is what its system declares: no verdict, role or name beside it.

use crate::stories;
use election_core::effects::{OpKind, Outcome};
use election_core::event::{Event, Sink, What};
use election_core::outcome::Nobody;
use election_core::scenario::event_name::{EventName, names};
use election_core::scenario::{Config, NodeConfig, furthest, most_operations};
use election_core::search::mischief;
use election_core::systems::SYSTEMS;
use election_core::view::{Health, NodeView, Role};
use election_core::vocabulary::Guise;
use election_core::words::{NodeId, Time};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Collects what its system does not declare.
struct Ear<'a> {
    config: &'a Config,
    odd: BTreeSet<String>,
}

impl Ear<'_> {
    fn guise(&self, id: NodeId) -> &'static Guise {
        self.config.guise(id).unwrap_or_else(|| panic!("{}", self.config.label(id)))
    }

    fn note(&mut self, ok: bool, id: NodeId, says: &str) {
        if !ok {
            let kind = self.config.nodes[id.index()].kind.name;
            self.odd.insert(format!("a {kind} {says}"));
        }
    }

    fn outcome(&mut self, id: NodeId, outcome: &Outcome) {
        if let Outcome::Fail(error) | Outcome::Unknown(error) = outcome {
            let known = self.guise(id).does.errors.contains(error);
            self.note(known, id, &format!("sees {error}"));
        }
    }
}

/// Whether the text is this one, whatever stands for its `{}`.
fn is_like(text: &str, known: &str) -> bool {
    let mut rest = Some(text);
    for piece in known.split("{}") {
        rest = rest.and_then(|rest| rest.find(piece).map(|at| &rest[at + piece.len()..]));
    }
    rest.is_some()
}

impl Sink for Ear<'_> {
    fn wants_detail(&self) -> bool {
        false
    }
    fn event(&mut self, event: &Event) {
        let names = self.config.system.messages;
        let has = |lists: &[&[&str]], word: &str| lists.iter().any(|list| list.contains(&word));
        match &event.what {
            What::Cited(id, cited) => {
                let (rule, verdict) = (cited.rule.id, cited.verdict);
                let given = self.config.system.vocabulary.gives(rule, verdict);
                self.note(given, *id, &format!("says {verdict} by {rule}"));
                self.note(has(self.guise(*id).does.cites, rule), *id, &format!("cites {rule}"));
            }
            What::Sent { id, .. } => {
                let Some(name) = names.get(usize::from(id.kind)) else { return };
                let sends = has(self.guise(id.from).does.sends, name);
                self.note(sends, id.from, &format!("sends {name}"));
                let needs = self.config.system.vocabulary.needs;
                let there = |kind: &&str| self.config.of_kind(kind).next().is_some();
                let kinds = needs.iter().find(|(word, _)| word == name).map(|it| it.1);
                let asked = kinds.is_none_or(|kinds| kinds.iter().any(there));
                self.note(asked, id.from, &format!("sends {name}, for which nobody asks"));
                let heard = |node: &NodeConfig| has(self.guise(node.id).does.hears, name);
                let heard = self.config.nodes.iter().any(heard);
                self.note(heard, id.from, &format!("sends {name}, which nobody hears"));
            }
            What::Delivered { id, .. } => {
                let Some(name) = names.get(usize::from(id.kind)) else { return };
                let hears = has(self.guise(id.to).does.hears, name);
                self.note(hears, id.to, &format!("hears {name}"));
            }
            What::Fired(id, timer) => {
                let arms = has(self.guise(*id).does.timers, timer);
                self.note(arms, *id, &format!("arms {timer}"));
            }
            What::Acknowledged { node, .. } => {
                self.note(self.guise(*node).does.acks, *node, "acknowledges");
            }
            What::Invoked(op, kind) => {
                let asks = self.guise(op.client()).does.asks.contains(kind);
                self.note(asks, op.client(), &format!("asks for a {kind:?}"));
            }
            What::Completed(op, outcome) => self.outcome(op.client(), outcome),
            What::Went { node, says: Some(says), .. } => {
                let known = self.guise(*node).does.last_words;
                let known = known.iter().any(|known| is_like(says, known));
                self.note(known, *node, &format!("ends with: {says}"));
            }
            _ => {}
        }
    }
}

/// What a claim may say of a process, as it is now.
fn told(node: &NodeView) -> Vec<(&'static str, String)> {
    let it = node.standing;
    vec![
        ("role", it.role.word().to_string()),
        ("role_name", node.portrait.role_name.clone()),
        ("epoch", it.epoch.to_string()),
        ("established", it.established.to_string()),
        ("log_end", it.log_end.to_string()),
        ("commit", it.commit.to_string()),
        ("leader", format!("{:?}", it.leader)),
    ]
}

/// Looks at a living process: its role and name are declared, who is established leads, who leads
/// follows itself, and what its kind does not tell is as it was.
fn look(ear: &mut Ear, node: &NodeView, before: &mut BTreeMap<(NodeId, &'static str), String>) {
    let (guise, role, id) = (ear.guise(node.id), node.standing.role, node.id);
    ear.note(guise.can_be(role), id, &format!("is {}", role.word()));
    for word in node.portrait.role_name.split(", ") {
        let called = guise.looks.iter().any(|(own, names)| *own == role && names.contains(&word));
        ear.note(called, id, &format!("that is {} calls itself {word}", role.word()));
    }
    let leads = role == Role::Leader;
    ear.note(leads || !node.standing.established, id, "is established and does not lead");
    let itself = node.standing.leader == Some(id) || !guise.tells.contains(&"leader");
    ear.note(!leads || itself, id, "leads and follows another");
    ear.note(node.standing.epoch >= 0, id, "has a negative epoch");
    let least = guise.log.map_or(-1, |log| log.first - 1);
    ear.note(node.standing.commit >= least || !guise.tells.contains(&"commit"), id, "commits less");
    for (name, value) in told(node).into_iter().filter(|(name, _)| !guise.tells.contains(name)) {
        // Whom a client talks to is drawn, and is no claim.
        let client = guise.can_be(Role::Client);
        let was = before.entry((id, name)).or_insert_with(|| value.clone());
        let same = *was == value || (client && matches!(name, "leader" | "log_end"));
        ear.note(same, id, &format!("changes its {name}"));
    }
}

#[test]
fn every_story_shows_declared_words_only() {
    for (name, _, scenario) in stories::all() {
        let to = scenario.until.min(Time::ms(60_000));
        for seed in 0..3 {
            let told = scenario.with_seed(seed);
            let mut world = told.start().unwrap();
            if seed > 0 {
                world.set_script(Arc::new(mischief(&told, seed, Time::ms(2000), to)));
            }
            let mut ear = Ear { config: &scenario.config, odd: BTreeSet::new() };
            let mut before = BTreeMap::new();
            for part in 1..=40 {
                world.advance_to(Time(to.0 * part / 40), &mut ear);
                for node in world.view().nodes {
                    if !matches!(node.health, Health::Down { .. }) {
                        look(&mut ear, &node, &mut before);
                    }
                }
            }
            assert!(ear.odd.is_empty(), "{name} seed {seed}: {:?}", ear.odd);
        }
    }
}

/// What claims on numbers are held against is never passed.
#[test]
fn no_client_asks_for_more_than_it_can_and_no_log_goes_further() {
    for (name, _, scenario) in stories::all() {
        for seed in 1..=5 {
            let mut world = scenario.with_seed(seed).start().unwrap();
            for part in 1..=20 {
                let at = Time(scenario.until.0 * part / 20);
                world.advance_to(at, &mut Nobody);
                let begun = |kind: OpKind| {
                    world.ledger().ops().iter().filter(|op| op.kind == kind).count() as i64
                };
                for kind in [OpKind::Write, OpKind::Read] {
                    let most = most_operations(&scenario.config, kind, at);
                    assert!(begun(kind) <= most, "{name} at {at}: {} > {most}", begun(kind));
                }
                for node in world.view().nodes {
                    let it = node.standing;
                    let all = [("epoch", it.epoch), ("log_end", it.log_end), ("commit", it.commit)];
                    for (what, found) in all {
                        let most = furthest(&scenario.config, node.id, what, at);
                        assert!(found <= most, "{name} at {at}: {what} {found} > {most}");
                    }
                }
                let sum = world.sum();
                assert!(sum.unavailable <= at.0, "{name} at {at}: {sum:?}");
            }
        }
    }
}

#[test]
fn every_declared_word_belongs_to_something() {
    for spec in SYSTEMS {
        for (rule, verdicts) in spec.vocabulary.verdicts.iter().flat_map(|table| table.iter()) {
            assert!(spec.rules.iter().any(|known| known.id == *rule), "{rule} is no rule");
            let unique: BTreeSet<&&str> = verdicts.iter().collect();
            assert!(!verdicts.is_empty() && unique.len() == verdicts.len(), "{rule}");
        }
        let does = || spec.vocabulary.guises.iter().map(|guise| guise.does);
        for (rule, _) in spec.vocabulary.verdicts.iter().flat_map(|table| table.iter()) {
            let cited = does().any(|it| it.cites.iter().any(|list| list.contains(rule)));
            assert!(cited || spec.key == "kafka", "nobody cites {rule}");
        }
        for message in spec.messages {
            let sent = does().any(|it| it.sends.iter().any(|list| list.contains(message)));
            let heard = does().any(|it| it.hears.iter().any(|list| list.contains(message)));
            // What is heard may be sent by processes of another system only.
            assert!(heard || !sent, "{message}: sent and never heard");
        }
        for word in does().flat_map(|it| it.sends.iter().chain(it.hears.iter()).copied().flatten())
        {
            assert!(spec.messages.contains(word), "{word} is no message of {}", spec.key);
        }
        for timer in does().flat_map(|it| it.timers.iter().copied().flatten()) {
            assert!(spec.timers.contains(timer), "{timer} is no timer of {}", spec.key);
        }
        for rule in does().flat_map(|it| it.cites.iter().copied().flatten()) {
            assert!(!spec.vocabulary.verdicts_of(rule).is_empty(), "{rule} has no verdict");
        }
        let kinds: BTreeSet<&str> = spec.kinds.iter().map(|kind| kind.name).collect();
        let guises: BTreeSet<&str> = spec.vocabulary.guises.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, guises, "{}", spec.key);
    }
}

#[test]
fn every_listed_event_and_every_short_name_reads() {
    for spec in SYSTEMS {
        for name in names(spec) {
            EventName::read(&name, spec, "event").unwrap_or_else(|bad| panic!("{bad}"));
        }
        for (_, name) in spec.aliases {
            EventName::read(name, spec, "event").unwrap_or_else(|bad| panic!("{bad}"));
        }
    }
}
