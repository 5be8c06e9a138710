//! The same story under other conditions: settings, rules, seed, number of servers.

use super::{Notice, Session, Story};
use election_core::action::Action;
use election_core::map;
use election_core::scenario::{self, Scenario};
use election_core::schema::BadInput;
use election_core::sim::history::Run;
use election_core::value::Value;
use election_core::words::Time;
use std::sync::Arc;

impl Session {
    /// A setting gets a value: at once where the real system can change it while it runs, else
    /// in a run from the beginning, with the same deeds.
    pub(super) fn set(&mut self, name: &'static str, value: &Value) {
        let system = self.run.scenario().config.system;
        let live = system.setting(name).is_some_and(|setting| setting.live);
        match system.check_setting(name, value) {
            Err(bad) => self.refuse(bad),
            Ok(value) if live => self.act(Action::Set(name, value)),
            Ok(_) => self.rerun(|source| {
                let mut settings = source.get("settings").cloned().unwrap_or_else(|| map! {});
                settings.set(name, value.clone());
                source.set("settings", settings);
            }),
        }
    }

    pub(super) fn rule_off(&mut self, id: &'static str, off: bool) {
        let mut ids = self.run.scenario().config.rules_off.clone();
        ids.retain(|known| *known != id);
        if off {
            ids.push(id);
        }
        self.rerun(|source| source.set("rules_off", ids.into()));
    }

    /// The lesson's switch: to the other value, or back. A rule's value is whether it holds.
    pub(super) fn flip(&mut self) {
        let Some(switch) = self.base.lesson.switch.clone() else { return };
        let (system, flipped) = (self.base.config.system, self.is_flipped());
        if let Ok(rule) = system.check_rule_off(&switch.setting, "switch") {
            return self.rule_off(rule, switch.value.flag() == flipped);
        }
        let Some(setting) = system.setting(&switch.setting) else { return };
        let before = self.base.config.settings.at(&switch.setting).clone();
        self.set(setting.field.name, &if flipped { before } else { switch.value });
    }

    /// Whether the lesson's switch stands at the other value.
    pub fn is_flipped(&self) -> bool {
        let switch = self.base.lesson.switch.as_ref();
        switch.is_some_and(|switch| self.switched(&switch.setting) == switch.value)
    }

    /// What a setting is set to now; for a rule, whether it holds.
    pub fn switched(&self, name: &str) -> Value {
        let config = self.run.cluster().config();
        match config.system.check_rule_off(name, "switch") {
            Ok(rule) => Value::Bool(!config.rules_off.contains(&rule)),
            Err(_) => config.settings.at(name).clone(),
        }
    }

    /// Another number of servers.
    pub(super) fn servers(&mut self, count: u8) {
        self.rerun(|source| scenario::resize(source, count));
    }

    /// From the beginning, undisturbed.
    pub(super) fn restart(&mut self) {
        match Run::new(self.run.scenario().clone()) {
            Ok(run) => self.begin_again(run, Time(0)),
            Err(bad) => self.refuse(bad),
        }
    }

    /// From the beginning with another source, the same deeds, up to this moment.
    pub(super) fn rerun(&mut self, change: impl FnOnce(&mut Value)) {
        let mut source = self.run.scenario().source.clone();
        change(&mut source);
        let script = Arc::clone(self.run.script());
        let begun = Scenario::read_changed(&source).and_then(|scenario| {
            let same_cast = scenario.config.nodes.len() == self.run.scenario().config.nodes.len();
            Run::with_script(scenario, if same_cast { script } else { Arc::default() })
        });
        match begun {
            Ok(run) => self.begin_again(run, Time(0)),
            Err(bad) => self.refuse(bad),
        }
    }

    fn begin_again(&mut self, run: Run, at: Time) {
        self.story = Story::of(&run);
        self.run = run;
        self.playback.seek(at);
        (self.selected, self.hovered, self.menu, self.why) = (None, None, None, None);
        self.check = None;
        self.names.clear();
        self.foresee();
    }

    pub(super) fn refuse(&mut self, bad: BadInput) {
        self.notice = Some(Notice::Refused(vec![bad]));
    }
}
