//! How the run on the right comes about.

use super::super::Session;
use election_core::action::Action;
use election_core::map;
use election_core::permalink::Address;
use election_core::scenario::Scenario;
use election_core::schema::BadInput;
use election_core::sim::history::{Run, Script};
use election_core::value::Value;
use std::sync::Arc;

/// What a run is compared with.
#[derive(Clone, PartialEq, Debug)]
pub enum Against {
    /// Itself, with a setting at this value from the beginning.
    Setting(&'static str, Value),
    /// Itself, with a rule that holds, or does not.
    Rule(&'static str, bool),
    /// Itself, with the lesson's switch the other way.
    Switch,
    /// Another of its branches.
    Branch(usize),
}

/// Whose plan the run on the right follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Plan {
    /// The same story, and so the same plan.
    Same,
    /// Another story under the plan of the one on the left: everything it names is there.
    Lent,
    /// Another story with its own plan.
    Own,
}

impl Session {
    /// Sets the run that is asked for beside this one, or says why it cannot be.
    pub(in crate::session) fn compare_with(&mut self, against: &Against) {
        match self.counterpart(against) {
            Ok(run) => {
                let mut other = Session::of(self.base.clone(), run, false);
                other.carried = self.carried;
                self.set_beside(other, Plan::Same);
            }
            Err(bad) => self.refuse(bad),
        }
    }

    pub(in crate::session) fn counterpart(&self, against: &Against) -> Result<Run, BadInput> {
        let scenario = self.run.scenario();
        let system = scenario.config.system;
        let mut source = scenario.source.clone();
        let mut script = Arc::clone(self.run.script());
        match against {
            Against::Setting(name, value) => {
                let value = system.check_setting(name, value)?;
                let mut settings = source.get("settings").cloned().unwrap_or_else(|| map! {});
                settings.set(name, value);
                source.set("settings", settings);
                script = without_setting(&script, name);
            }
            Against::Rule(id, holds) => {
                let mut off = scenario.config.rules_off.clone();
                off.retain(|known| known != id);
                off.extend((!holds).then_some(*id));
                source.set("rules_off", off.into());
            }
            Against::Switch => return self.counterpart(&self.switched_over()?),
            Against::Branch(branch) => {
                let missing = || BadInput::new("branch", format!("there is no branch {branch}"));
                let branch = self.run.branches().get(*branch).ok_or_else(missing)?;
                script = branch.script.clone();
            }
        }
        Run::with_script(Scenario::read_changed(&source)?, script)
    }

    /// The lesson's switch, from where it stands to the other way.
    pub(in crate::session) fn switched_over(&self) -> Result<Against, BadInput> {
        let missing = || BadInput::new("lesson.switch", "this story has none");
        let switch = self.base.lesson.switch.as_ref().ok_or_else(missing)?;
        let (system, flipped) = (self.base.config.system, self.is_flipped());
        if let Ok(rule) = system.check_rule_off(&switch.setting, "switch") {
            return Ok(Against::Rule(rule, switch.value.flag() != flipped));
        }
        let setting = system.setting(&switch.setting).ok_or_else(missing)?;
        let before = self.base.config.settings.at(&switch.setting);
        let value = if flipped { before } else { &switch.value };
        Ok(Against::Setting(setting.field.name, value.clone()))
    }

    /// Sets another story beside this one, with the same seed and, where what it names is there,
    /// the same faults.
    ///
    /// # Errors
    /// What the story does not allow.
    pub fn compare_with_story(&mut self, base: &Scenario) -> Result<(), BadInput> {
        let (mut story, plan) = self.lend_plan(base);
        story = story.with_seed(self.run.scenario().config.seed);
        let (here, there) = (&self.run.scenario().config, &story.config);
        let deed = |(at, action): &(_, Action)| Some((*at, super::mapped(action, here, there)?));
        let script = Arc::new(self.run.script().iter().filter_map(deed).collect());
        let run = Run::with_script(story, script)?;
        self.set_beside(Session::of(base.clone(), run, false), plan);
        Ok(())
    }

    /// Sets what a link names beside this run.
    ///
    /// # Errors
    /// What the link's story does not allow.
    pub fn follow_beside_link(
        &mut self,
        base: &Scenario,
        address: &Address,
        lent: bool,
    ) -> Result<(), BadInput> {
        let same =
            base.key == self.base.key && base.config.system.key == self.base.config.system.key;
        let (story, plan) = match (same, lent) {
            (true, _) => (base.clone(), Plan::Same),
            (false, true) => self.lend_plan(base),
            (false, false) => (base.clone(), Plan::Own),
        };
        let mut applied = address.apply(&story);
        applied.refused = applied.refused.into_iter().map(|bad| bad.inside("vs")).collect();
        let mut other = Session::follow(base.clone(), applied, address.check)?;
        other.playback.goal = None;
        other.carried = address.file.is_some();
        self.notice = self.notice.take().or(other.notice.take());
        self.set_beside(other, plan);
        Ok(())
    }

    /// A story under this one's plan, if it has everything that the plan names.
    fn lend_plan(&self, base: &Scenario) -> (Scenario, Plan) {
        let plan = self.base.source.at("plan");
        let mut source = base.source.clone();
        source.set("plan", plan.clone());
        match Scenario::read_changed(&source) {
            Ok(story) if !plan.items().is_empty() => (story, Plan::Lent),
            _ => (base.clone(), Plan::Own),
        }
    }
}

/// What visitors did, but for the times they changed this setting.
fn without_setting(script: &Script, name: &str) -> Script {
    let other = |(_, action): &&(_, Action)| !matches!(action, Action::Set(set, _) if *set == name);
    Arc::new(script.iter().filter(other).cloned().collect())
}
