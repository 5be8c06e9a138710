//! One binary. Some modules loop over all systems, some are tables of one.

mod ask;
mod contradictions;
mod determinism;
mod export;
mod format;
mod format_readme;
mod links;
mod locales;
mod mutants;
mod raft_faults;
mod raft_rules;
mod raft_times;
mod recovery;
mod round_trips;
mod rule_calls;
mod scenarios;
mod stories;
mod tidy;
mod toy;
mod transcripts;
mod vacuous;
mod vocabulary;
mod why;
mod world;
mod zookeeper_rules;
mod zookeeper_times;
