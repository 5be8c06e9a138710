//! The system's settings under their real names, and the rules that can be broken.

use super::page::Page;
use crate::app::Message;
use crate::command::Command;
use crate::session::compare::Against;
use election_core::schema::Ty;
use election_core::system::Setting;
use election_core::value::Value;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The settings panel.
pub fn panel(page: &Page) -> Html {
    let system = page.session.base.config.system;
    let switches = system.rules.iter().filter(|rule| rule.switch).map(|rule| rule.id);
    html! {
        <>
            { run(page) }
            <h3>{ page.text.get("settings-of") }{ " " }{ system.title }</h3>
            <div class="settings">{ for system.settings.iter().map(|s| setting(page, s)) }</div>
            <h3>{ page.text.get("break-a-rule") }</h3>
            <p class="mut">{ page.text.get("break-a-rule-help") }</p>
            <div class="settings">{ for switches.map(|id| rule(page, id)) }</div>
        </>
    }
}

/// Seed, number of servers, from the beginning.
fn run(page: &Page) -> Html {
    let scenario = page.session.run.scenario();
    let on = page.on.clone();
    let seed = Callback::from(move |event: Event| {
        if let Ok(seed) = entered(&event).parse::<u32>() {
            on.emit(Message::Do(Command::Seed(seed.into())));
        }
    });
    let servers = scenario.config.servers().count();
    let size = |count: u8| {
        html! {
            <button type="button" aria-pressed={(servers == usize::from(count)).to_string()}
                    onclick={page.ask(Command::Servers(count))}>{ count }</button>
        }
    };
    html! {
        <div class="settings">
            <label class="setting">
                <span class="name">{ page.text.get("seed") }</span>
                <input type="number" min="0" max="4294967295" class="seed"
                       value={scenario.config.seed.to_string()} onchange={seed} />
                <span class="help">{ page.text.get("seed-help") }</span>
            </label>
            if scenario.key == "playground" {
                <div class="setting">
                    <span class="name">{ page.text.get("servers") }</span>
                    <span class="choice">{ for [3, 5, 7].into_iter().map(size) }</span>
                </div>
            }
            <button type="button" class="wide" onclick={page.ask(Command::Restart)}>
                { page.text.get("restart") }
            </button>
        </div>
    }
}

fn setting(page: &Page, setting: &'static Setting) -> Html {
    let (system, name) = (page.session.base.config.system, setting.field.name);
    let settings = &page.session.run.cluster().config().settings;
    let value = settings.at(name);
    let default = system.default_of(setting, settings.get("profile"));
    let help = ["setting-", system.key, "-", &name.replace('.', "_")].concat();
    let help = page.text.find(&help).unwrap_or_default().to_string();
    let changed = *value != default;
    let other = page.session.alternative(setting);
    let what_if = if other == *value {
        html! {}
    } else {
        what_if(page, shown_in_words(page, &other), Against::Setting(name, other))
    };
    let on = page.on.clone();
    let send = move |value: Value| on.emit(Message::Do(Command::Set(name, value)));
    let note = if setting.live { "live" } else { "restarts" };
    html! {
        <label class={if changed { "setting changed" } else { "setting" }}>
            <code class="name">{ name }</code>
            <span class="value">{ control(setting, value, send) }
                <span class="unit">{ setting.unit }</span></span>
            <span class="help">{ help }{ " " }
                <i>{ page.text.with("default-is", &[("value", &shown(&default))]) }{ " " }
                    { page.text.get(note) }</i>{ " " }{ what_if }</span>
        </label>
    }
}

/// "What if 1?": one click sets the run with that value beside this one.
fn what_if(page: &Page, value: String, against: Against) -> Html {
    let ask = page.ask::<MouseEvent>(Command::Compare(against));
    // Inside a label a click would also reach the control.
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        ask.emit(event);
    });
    html! {
        <button type="button" class="what-if" {onclick}>
            { page.text.with("what-if", &[("value", &value)]) }
        </button>
    }
}

/// The control of a setting; what is chosen is sent.
pub fn control(setting: &'static Setting, value: &Value, send: impl Fn(Value) + 'static) -> Html {
    match &setting.field.ty {
        Ty::Bool => {
            let flip = Callback::from(move |event: Event| {
                let Some(target) = event.target() else { return };
                send(target.unchecked_into::<HtmlInputElement>().checked().into());
            });
            html! { <input type="checkbox" role="switch" checked={value.flag()} onchange={flip} /> }
        }
        Ty::OneOf(words) => {
            let choose = Callback::from(move |event: Event| {
                let Some(target) = event.target() else { return };
                send(target.unchecked_into::<HtmlSelectElement>().value().into());
            });
            let option = |word: &&'static str| {
                html! { <option selected={value.text() == *word}>{ *word }</option> }
            };
            html! { <select onchange={choose}>{ for words.iter().map(option) }</select> }
        }
        ty => {
            let whole = matches!(ty, Ty::Int(..));
            let change = Callback::from(move |event: Event| send(read(&entered(&event))));
            html! {
                <input type={if whole { "number" } else { "text" }} value={shown(value)}
                       onchange={change} />
            }
        }
    }
}

fn rule(page: &Page, id: &'static str) -> Html {
    let off = page.session.run.scenario().config.rules_off.contains(&id);
    let says = page.text.rule("rule", id).unwrap_or_default().to_string();
    let other = if off { "compare-holds" } else { "compare-off" };
    html! {
        <label class={if off { "setting changed" } else { "setting" }}>
            <code class="name">{ crate::narrate::short(id) }</code>
            <input type="checkbox" role="switch" checked={!off}
                   onchange={page.ask(Command::RuleOff(id, !off))} />
            <span class="help">{ says }{ " " }
                { what_if(page, page.text.get(other), Against::Rule(id, off)) }</span>
        </label>
    }
}

/// What was typed or chosen.
pub fn entered(event: &Event) -> String {
    let target = event.target().map(|target| target.unchecked_into::<HtmlInputElement>());
    target.map(|input| input.value()).unwrap_or_default()
}

/// A typed text as the value that it looks like; the setting's own type has the last word.
pub fn read(text: &str) -> Value {
    let text = text.trim();
    if text.is_empty() || text == "–" {
        return Value::Null;
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Value::Int(whole);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number.abs() < 1e9 => {
            Value::Decimal((number * 1e6).round() as i64)
        }
        _ => Value::from(text),
    }
}

/// A value in a sentence: on and off for a switch.
pub fn shown_in_words(page: &Page, value: &Value) -> String {
    match value {
        Value::Bool(on) => page.text.get(if *on { "value-on" } else { "value-off" }),
        other => shown(other),
    }
}

/// A value as the page prints it: texts without quotes, lists with commas.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Null => "–".into(),
        Value::Text(text) => text.clone(),
        Value::List(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Map(fields) => {
            let pair = |(name, value): &(String, Value)| [name, " ", &shown(value)].concat();
            fields.iter().map(pair).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
