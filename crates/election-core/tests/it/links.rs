//! A link is a run: what is written is read back, what was damaged is said, nothing panics.

use crate::stories;
use election_core::action::{Action, Direction, Which};
use election_core::outcome::Nobody;
use election_core::permalink::{self, Address, HANDY};
use election_core::scenario::deed::{check_action, read_action, write_action};
use election_core::scenario::{Config, Scenario};
use election_core::schema::{BadInput, Field, Given, Ty};
use election_core::search::mischief;
use election_core::sim::history::Run;
use election_core::sim::rng::{between, mix};
use election_core::value::Value;
use election_core::words::{NodeId, NodeSet, Time};
use std::sync::Arc;

/// Draws in a row: what a hand might do next.
struct Hand<'a> {
    config: &'a Config,
    seed: u64,
    nth: u64,
}

impl Hand<'_> {
    fn roll(&mut self, most: u64) -> u64 {
        self.nth += 1;
        between(mix(self.seed ^ mix(self.nth)), 0, most)
    }
    fn node(&mut self) -> NodeId {
        NodeId(self.roll(self.config.nodes.len() as u64 - 1) as u8)
    }
    fn pick<'t, T>(&mut self, from: &'t [T]) -> Option<&'t T> {
        (!from.is_empty()).then(|| &from[self.roll(from.len() as u64 - 1) as usize])
    }
    fn set(&mut self) -> NodeSet {
        [self.node(), self.node()].into_iter().collect()
    }
    fn link(&mut self) -> (NodeSet, NodeSet, Direction) {
        let ways = [Direction::Both, Direction::Forward, Direction::Backward];
        (self.set(), self.set(), ways[self.roll(2) as usize])
    }
    fn which(&mut self) -> Which {
        let kinds = self.config.system.messages.len() as u64;
        let kind = (self.roll(1) == 0).then(|| self.roll(kinds - 1) as u8);
        let nth = (self.roll(1) == 0).then(|| self.roll(70_000) as u32);
        Which { from: self.node(), to: self.node(), kind, nth }
    }

    /// Any action that a hand can do; every kind of them comes.
    fn action(&mut self) -> Action {
        match self.roll(19) {
            0 => Action::Kill(self.node()),
            1 => Action::PowerOff(self.node()),
            2 => Action::Restart(self.node()),
            3 => Action::Wipe(self.node()),
            4 => Action::Pause(self.node()),
            5 => Action::Resume(self.node()),
            6 => Action::Stop(self.node()),
            7 => Action::Isolate(self.node()),
            8 => Action::Partition(vec![self.set(), self.set()]),
            9 => Action::HealAll,
            10 => Action::Lose(self.which()),
            11 => Action::Duplicate(self.which()),
            12 => Action::Delay(self.which(), self.roll(900_000)),
            13..=16 => {
                let (from, to, way) = self.link();
                match self.roll(3) {
                    0 => Action::Cut(from, to, way),
                    1 => Action::Heal(from, to, way),
                    2 => {
                        let low = self.roll(400_000) as u32;
                        Action::Slow(from, to, way, (low, low + self.roll(200_000) as u32))
                    }
                    _ => Action::Lossy(from, to, way, self.roll(1_000_000) as u32),
                }
            }
            17 => match self.pick(self.config.system.timers).copied() {
                Some(timer) => Action::Fire(self.node(), timer),
                None => Action::HealAll,
            },
            18 => self.setting().unwrap_or(Action::HealAll),
            _ => self.request().unwrap_or(Action::HealAll),
        }
    }

    fn setting(&mut self) -> Option<Action> {
        let live: Vec<_> = self.config.system.settings.iter().filter(|s| s.live).collect();
        let setting = self.pick(&live)?;
        let values = values_of(&setting.field);
        let value = self.pick(&values)?.clone();
        Some(Action::Set(setting.field.name, value))
    }

    /// A request whose required fields are ids or have a smallest value.
    fn request(&mut self) -> Option<Action> {
        let (name, fields) = self.pick(self.config.system.requests)?;
        let mut with = Value::Map(Vec::new());
        for field in fields.iter().filter(|field| matches!(field.given, Given::Required)) {
            let peer = self.node();
            let value = match field.ty {
                Ty::Id => Value::from(self.config.label(peer)),
                _ => values_of(field).first()?.clone(),
            };
            with.set(field.name, value);
        }
        let node = self.config.label(self.node()).to_string();
        let mut deed = Value::Map(vec![
            ("do".into(), "request".into()),
            ("node".into(), node.into()),
            ("request".into(), (*name).into()),
        ]);
        deed.set("with", with);
        let deed = check_action(&deed, self.config).ok()?;
        read_action(&deed, self.config.system, &|text| self.config.find(text)).ok()
    }
}

/// Some values that a field takes, the extremes among them.
fn values_of(field: &Field) -> Vec<Value> {
    let mut values = match &field.ty {
        Ty::Bool => vec![true.into(), false.into()],
        Ty::Int(min, max) => vec![(*min).into(), (*max).into()],
        Ty::IntOr(min, max, words) => {
            let words = words.iter().map(|word| Value::from(*word));
            words.chain([(*min).into(), (*max).into()]).collect()
        }
        Ty::Decimal(min, max) => vec![Value::Decimal(*min + 1), Value::Decimal(*max - 1)],
        Ty::OneOf(words) => words.iter().map(|word| Value::from(*word)).collect(),
        _ => Vec::new(),
    };
    values.push(field.given.value());
    values.retain(|value| !value.is_null());
    values
}

/// Thirty things done one after the other, within the story's first twenty seconds.
fn thirty(config: &Config, seed: u64, to: Time) -> Vec<(Time, Action)> {
    let mut hand = Hand { config, seed, nth: 0 };
    let mut script: Vec<_> = (0..30).map(|_| (Time(hand.roll(to.0)), hand.action())).collect();
    script.sort_by_key(|(at, _)| *at);
    script
}

fn span(scenario: &Scenario) -> Time {
    scenario.until.min(Time::ms(20_000))
}

#[test]
fn a_link_with_thirty_random_deeds_gives_every_story_back() {
    let mut longest = 0;
    for (nth, (name, _, scenario)) in (0u64..).zip(stories::all()) {
        let to = span(&scenario);
        let script = thirty(&scenario.config, nth, to);
        let mut run = Run::with_script(scenario.clone(), Arc::new(script.clone())).unwrap();
        run.seek(to);
        let check = permalink::check_of(run.cluster());
        let link = permalink::encode(&scenario, &scenario, &script, to, check);
        let address = Address::parse(&link).unwrap_or_else(|bad| panic!("{name}: {link}: {bad}"));
        let applied = address.apply(&scenario);
        assert_eq!(applied.refused, [], "{name}: {link}");
        assert_eq!((&applied.script, applied.at), (&script, to), "{name}: {link}");
        let written = permalink::encode(&scenario, &applied.scenario, &applied.script, to, check);
        assert_eq!(written, link, "{name}");
        let mut again = Run::with_script(applied.scenario, Arc::new(applied.script)).unwrap();
        again.seek(applied.at);
        assert_eq!(again.cluster().hash(), run.cluster().hash(), "{name}: {link}");
        assert_eq!(address.check, Some(permalink::check_of(again.cluster())), "{name}: {link}");
        longest = longest.max(link.len());
    }
    assert!(longest <= HANDY, "the longest link has {longest} characters");
}

#[test]
fn a_link_gives_every_setting_seed_and_rule_back() {
    for (name, _, base) in stories::all().into_iter().filter(|(n, ..)| n.ends_with("playground")) {
        for setting in base.config.system.settings {
            for value in values_of(&setting.field) {
                let mut source = base.source.clone();
                let mut settings = source.at("settings").clone();
                settings = if settings.is_null() { Value::Map(Vec::new()) } else { settings };
                settings.set(setting.field.name, value.clone());
                source.set("settings", settings);
                source.set("seed", 4_294_967_295_u64.into());
                let off: Vec<&str> =
                    base.config.system.rules.iter().filter(|r| r.switch).map(|r| r.id).collect();
                source.set("rules_off", off.into());
                // What contradicts another setting is no run and needs no link.
                let Ok(changed) = Scenario::read(&source) else { continue };
                let link = permalink::encode(&base, &changed, &[], Time(7), 5);
                let applied = Address::parse(&link).unwrap().apply(&base);
                assert_eq!(applied.refused, [], "{name}: {link}");
                let (read, was) = (&applied.scenario.config, &changed.config);
                assert_eq!(read.settings, was.settings, "{link}");
                assert_eq!((read.seed, &read.rules_off), (was.seed, &was.rules_off), "{link}");
            }
        }
    }
}

#[test]
fn a_link_carries_a_story_that_is_not_built_in() {
    for (name, file, _) in stories::all() {
        let mut file = file.clone();
        file.set("key", "Mine & yours / 4 ?".into());
        let base = Scenario::read_changed(&file).unwrap();
        let script = thirty(&base.config, 9, Time::ms(3000));
        let link = permalink::encode_with_file(&base, &base, &script, Time::ms(3000), 1);
        let address = Address::parse(&link).unwrap_or_else(|bad| panic!("{name}: {link}: {bad}"));
        assert!(!address.damaged, "{link}");
        let carried = address.file.as_deref().expect("the file travels");
        let carried = Scenario::read_changed(&serde_json::from_str(carried).unwrap()).unwrap();
        let applied = address.apply(&carried);
        assert_eq!((applied.refused, applied.script), (Vec::new(), script), "{name}");
        let hash = |scenario: &Scenario| {
            let mut run = Run::new(scenario.clone()).unwrap();
            run.seek(Time::ms(3000));
            run.cluster().hash()
        };
        assert_eq!(hash(&applied.scenario), hash(&base), "{name}");
    }
}

/// Whether a run gets from one moment to the next: never endless steps at one of them.
fn time_goes_by(scenario: &Scenario, script: Vec<(Time, Action)>) -> bool {
    let mut world = scenario.start().unwrap();
    world.set_script(Arc::new(script));
    let (mut at, mut steps) = (Time(0), 0);
    while at < Time::ms(1_500) && world.step(&mut Nobody) {
        steps = if world.now() == at { steps + 1 } else { 0 };
        at = world.now();
        if steps > 5_000 {
            return false;
        }
    }
    true
}

#[test]
fn no_value_of_a_setting_and_no_latency_stops_time() {
    for (name, file, base) in stories::all().into_iter().filter(|(n, ..)| n.contains("playgr")) {
        let mut quick = file.clone();
        quick.set("network", election_core::map! { "latency_ms" => vec![0, 0] });
        let quick = Scenario::read(&quick).unwrap();
        for scenario in [&base, &quick] {
            for setting in base.config.system.settings.iter().filter(|setting| setting.live) {
                for value in values_of(&setting.field) {
                    let script = vec![(Time::ms(500), Action::Set(setting.field.name, value))];
                    assert!(time_goes_by(scenario, script.clone()), "{name}: {script:?}");
                }
            }
        }
    }
}

/// A link that has a bit of everything.
fn rich() -> (Scenario, String) {
    let (_, _, base) =
        stories::all().into_iter().find(|(name, ..)| name == "raft/playground").unwrap();
    let mut source = base.source.clone();
    source.set("seed", 99.into());
    source.set("rules_off", vec!["raft/up-to-date"].into());
    let mut settings = source.at("settings").clone();
    settings = if settings.is_null() { Value::Map(Vec::new()) } else { settings };
    settings.set("election-timeout", 1234.into());
    source.set("settings", settings);
    let run = Scenario::read(&source).unwrap();
    let script = thirty(&run.config, 4, Time::ms(9000));
    (base.clone(), permalink::encode(&base, &run, &script, Time::ms(9000), 77))
}

/// What a link comes to: the run, or what is wrong with it, by its field.
fn read(link: &str, base: &Scenario) -> Result<permalink::Applied, Vec<BadInput>> {
    let address = Address::parse(link).map_err(|bad| vec![bad])?;
    // Another story is another file: the page refuses one that it does not have.
    let other = address.system != base.config.system.key || address.key != base.key;
    let applied = address.apply(base);
    match applied.refused.is_empty() && !other {
        true => Ok(applied),
        false => Err(applied.refused),
    }
}

#[test]
fn every_flipped_character_of_a_link_is_reported() {
    let (base, link) = rich();
    let whole = read(&link, &base).expect("it is whole");
    for place in 0..link.len() {
        for byte in b'!'..=b'~' {
            if link.as_bytes()[place] == byte {
                continue;
            }
            let mut bytes = link.clone().into_bytes();
            bytes[place] = byte;
            let flipped = String::from_utf8(bytes).unwrap();
            match read(&flipped, &base) {
                Ok(same) => {
                    assert_eq!(same.script, whole.script, "{flipped}");
                    assert_eq!(same.scenario.source, whole.scenario.source, "{flipped}");
                    assert_eq!(same.at, whole.at, "{flipped}");
                }
                Err(refused) => {
                    assert!(!refused.is_empty(), "{flipped}");
                    assert!(refused.iter().all(|bad| bad.path.starts_with("link")), "{flipped}");
                }
            }
        }
    }
}

#[test]
fn a_link_that_was_cut_off_anywhere_in_its_run_is_reported() {
    let (base, link) = rich();
    let sealed = link.find("sum=").unwrap();
    for end in sealed + 1..link.len() {
        let refused = read(&link[..end], &base).expect_err(&link[..end]);
        assert!(refused[0].path.starts_with("link."), "{}: {refused:?}", &link[..end]);
    }
    // Before that it names a story and nothing of the run: another one, or none.
    for end in 0..sealed {
        if let Ok(applied) = read(&link[..end], &base) {
            assert_eq!((applied.at, applied.script.len()), (Time(0), 0), "{}", &link[..end]);
        }
    }
}

#[test]
fn links_of_noise_never_panic_and_name_a_field() {
    let (base, link) = rich();
    let words = ["&", "~", "!", "%", "=", "do=", "t=", "sum=", "file=", "set.", "ü", "\0", "-1"];
    for seed in 0..3_000_u64 {
        let mut text: Vec<char> = link.chars().collect();
        for nth in 0..4 {
            let draw = mix(seed * 4 + nth);
            let place = between(draw, 0, text.len() as u64 - 1) as usize;
            let word = words[between(mix(draw), 0, words.len() as u64 - 1) as usize];
            text.splice(place..(place + 3).min(text.len()), word.chars());
        }
        let text: String = text.into_iter().collect();
        if let Err(refused) = read(&text, &base) {
            let other = Address::parse(&text).is_ok_and(|address| address.key != base.key);
            assert!(other || refused.iter().all(|bad| !bad.path.is_empty()), "{text}");
        }
    }
}

#[test]
fn a_refused_link_says_which_field_and_why() {
    let long = format!("1/raft/x?off={}", "a".repeat(permalink::LONGEST));
    for (text, field) in [
        ("2/raft/election", "link.version"),
        ("", "link.version"),
        ("1/Raft!/x", "link.system"),
        ("1/raft", "link.story"),
        ("1/raft/x/y", "link.story"),
        ("1/raft/x?seed=-1", "link.seed"),
        ("1/raft/x?what=1", "link.what"),
        ("1/raft/x?t=%%", "link.t"),
        ("1/raft/x?sum=%%&t=1", "link.sum"),
        ("1/raft/x?t=1&sum=1", "link.sum"),
        ("1/raft/x?file=%%", "link.file"),
        (&*long, "link"),
    ] {
        assert_eq!(Address::parse(text).unwrap_err().path, field, "{text}");
    }
}

#[test]
fn a_broken_file_never_panics_and_names_a_field() {
    for (name, file, scenario) in stories::all() {
        let text = file.to_string();
        for nth in 0..12 {
            let place = between(mix(nth), 0, text.len() as u64 - 1) as usize;
            let Some(cut) = text.get(..place) else { continue };
            assert!(serde_json::from_str::<Value>(cut).is_err(), "{name}: {cut}");
        }
        // Every field, replaced by what it is not, and left out.
        for (field, value) in file.fields() {
            for other in [Value::Null, Value::Int(-7), "x".into(), Value::List(vec![file.clone()])]
            {
                let mut broken = file.clone();
                broken.set(field, other.clone());
                match Scenario::read(&broken) {
                    Err(bad) => assert!(!bad.path.is_empty(), "{name}.{field}: {bad}"),
                    Ok(_) => assert!(
                        other == *value || ["key", "title", "seed"].contains(&field.as_str()),
                        "{name}: {field} may be {other}?"
                    ),
                }
            }
        }
        let script = mischief(&scenario, 1, Time(1000), Time::ms(4000));
        let deeds = script.iter().map(|(_, action)| write_action(action, &scenario.config));
        for mut deed in deeds {
            deed.set("node", Value::List(vec!["nobody".into()]));
            if let Err(bad) = check_action(&deed, &scenario.config) {
                assert!(!bad.path.is_empty(), "{name}: {deed}: {bad}");
            }
        }
    }
}
