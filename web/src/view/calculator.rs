//! A rule called alone: its form, made from the table that checks its input, and its answer.

use super::icon::Icon;
use super::page::Page;
use super::settings::{entered, read, shown};
use super::why::compared;
use crate::app::Message;
use crate::calculator::{Calculator, Edit, Step, blank, calls};
use crate::command::{Command, Dialog};
use election_core::schema::{Field, Ty};
use election_core::systems::{self, NAMES, Name};
use election_core::value::Value;
use yew::prelude::*;

/// The dialog.
pub fn calculator(page: &Page, calculator: &Calculator) -> Html {
    let Some(call) = calculator.call() else { return html! {} };
    let form = Form { page, calculator };
    html! {
        <div class="over" role="dialog" aria-modal="true" aria-label={page.text.get("calculator")}>
            <div class="veil" onclick={page.ask(Command::Dialog(None))} />
            <section class="dialog calculator">
                <h2>{ page.text.get("calculator") }</h2>
                { page.tool(Icon::Cross, "close", "close", Command::Dialog(None)) }
                { choice(page, call.id) }
                if let Some(says) = page.text.rule("rule", call.id) {
                    <p class="rule">{ says.to_string() }</p>
                }
                <div class="form">{ form.fields(call.input, &[]) }</div>
                { answer(page, calculator) }
                <p class="src"><code>{ call.id }</code>{ " · " }{ call.source }</p>
            </section>
        </div>
    }
}

fn choice(page: &Page, chosen: &'static str) -> Html {
    let on = page.on.clone();
    let choose = Callback::from(move |event: Event| {
        let id = entered(&event);
        match calls().find(|call| call.id == id) {
            Some(call) => on.emit(Message::Calculator(call.id.into(), call.example.0.into())),
            None => on.emit(Message::Calculator(id, String::new())),
        }
    });
    let option =
        |id: &'static str| html! { <option value={id} selected={id == chosen}>{ id }</option> };
    html! {
        <label class="choose">{ page.text.get("calculator-rule") }
            <select class="which-rule" onchange={choose}>
                { for NAMES.iter().map(|name| html! {
                    <optgroup label={name.title}>
                        { match systems::find(name.key) {
                            Some(spec) => spec.calls.iter().map(|call| option(call.id)).collect(),
                            None => elsewhere(name),
                        } }
                    </optgroup>
                }) }
            </select>
        </label>
    }
}

/// Stands for the rules of a system that this program leaves out, and leads to them.
fn elsewhere(name: &Name) -> Html {
    html! { <option value={name.key}>{ name.key }{ "/…" }</option> }
}

fn answer(page: &Page, calculator: &Calculator) -> Html {
    match calculator.answer() {
        Err(bad) => html! { <p class="refused" role="alert">{ bad.to_string() }</p> },
        Ok(answer) => {
            let steps = answer.because.iter().any(|entry| matches!(entry, Value::List(_)));
            let tables = if steps {
                answer.because.iter().map(|step| compared(page, step.items())).collect::<Html>()
            } else {
                compared(page, &answer.because)
            };
            html! {
                <div class="answer" aria-live="polite">
                    <p><b>{ page.text.get("calculator-verdict") }</b>{ " " }
                        <output>{ shown(&answer.verdict) }</output></p>
                    { tables }
                </div>
            }
        }
    }
}

/// The form of an input.
struct Form<'a> {
    page: &'a Page<'a>,
    calculator: &'a Calculator,
}

impl Form<'_> {
    fn fields(&self, fields: &'static [Field], way: &[Step]) -> Html {
        let field = |field: &'static Field| {
            let way = [way, &[Step::Field(field.name)]].concat();
            html! {
                <div class="field">
                    <code class="name">{ field.name }</code>
                    { self.control(&field.ty, &way, &shown(&field.given.value()), field.name) }
                </div>
            }
        };
        html! { <>{ for fields.iter().map(field) }</> }
    }

    fn control(&self, ty: &'static Ty, way: &[Step], default: &str, name: &'static str) -> Html {
        match ty {
            Ty::NullOr(inner) => self.control(inner, way, default, name),
            Ty::Record(fields) => html! { <div class="nested">{ self.fields(fields, way) }</div> },
            Ty::List(Ty::Record(fields)) | Ty::Set(Ty::Record(fields)) => {
                let (Ty::List(inner) | Ty::Set(inner)) = ty else { return html! {} };
                self.table(inner, fields, way)
            }
            Ty::Bool => self.tick(way, default),
            Ty::OneOf(words) => self.select(words, way, default, name),
            ty => self.line(ty, way, default, name),
        }
    }

    fn send(&self, edit: impl Fn(&Event) -> Option<Edit> + 'static) -> Callback<Event> {
        let on = self.page.on.clone();
        Callback::from(move |event: Event| {
            if let Some(edit) = edit(&event) {
                on.emit(Message::Do(Command::Calculate(edit)));
            }
        })
    }

    fn tick(&self, way: &[Step], default: &str) -> Html {
        let value = self.calculator.at(way);
        let is = if value.is_null() { default == "true" } else { value.flag() };
        let flip = self.page.ask(Command::Calculate(Edit::Set(way.to_vec(), (!is).into())));
        html! { <input type="checkbox" checked={is} onchange={flip} /> }
    }

    fn select(
        &self,
        words: &'static [&'static str],
        way: &[Step],
        default: &str,
        name: &'static str,
    ) -> Html {
        let value = self.calculator.at(way);
        let is = value.as_text().unwrap_or(default).to_string();
        let way = way.to_vec();
        let choose = self.send(move |event| Some(Edit::Set(way.clone(), entered(event).into())));
        let option =
            |word: &&'static str| html! { <option selected={is == *word}>{ *word }</option> };
        html! {
            <select aria-label={name} onchange={choose}>{ for words.iter().map(option) }</select>
        }
    }

    /// A line of text: a number, a name, a list with commas, or JSON for what is deeper.
    fn line(&self, ty: &'static Ty, way: &[Step], default: &str, name: &'static str) -> Html {
        let value = self.calculator.at(way);
        let flat = matches!(ty, Ty::List(inner) | Ty::Set(inner) if is_plain(inner));
        let deep = !flat && !is_plain(ty);
        let text = match () {
            () if value.is_null() => String::new(),
            () if deep => value.to_string(),
            () => shown(&value),
        };
        let (way, is_text) = (way.to_vec(), matches!(ty, Ty::Text | Ty::OneOf(_) | Ty::Zxid));
        let change = self.send(move |event| {
            let text = entered(event);
            let value = match () {
                () if text.trim().is_empty() && flat => Value::List(Vec::new()),
                () if text.trim().is_empty() => Value::Null,
                () if flat => text.split(',').map(read).collect::<Vec<_>>().into(),
                () if deep => crate::loader::parse(&text).unwrap_or(Value::Text(text)),
                () if is_text => text.trim().into(),
                () => read(&text),
            };
            Some(Edit::Set(way.clone(), value))
        });
        let hint = if default == "–" { String::new() } else { default.to_string() };
        html! {
            <input type="text" class={if deep { "deep" } else { "" }} value={text}
                   placeholder={hint} aria-label={name} title={ty.to_string()} onchange={change} />
        }
    }

    fn table(&self, inner: &'static Ty, fields: &'static [Field], way: &[Step]) -> Html {
        let rows = self.calculator.at(way).items().len();
        let row = |place: usize| {
            let cell = |field: &'static Field| {
                let way = [way, &[Step::Place(place), Step::Field(field.name)]].concat();
                let default = shown(&field.given.value());
                html! { <td>{ self.control(&field.ty, &way, &default, field.name) }</td> }
            };
            let remove = Command::Calculate(Edit::Remove(way.to_vec(), place));
            html! {
                <tr>
                    { for fields.iter().map(cell) }
                    <td>{ self.page.tool(Icon::Cross, "calculator-remove", "tool", remove) }</td>
                </tr>
            }
        };
        let heading = |field: &'static Field| html! { <th><code>{ field.name }</code></th> };
        let add = self.page.ask(Command::Calculate(Edit::Add(way.to_vec(), blank(inner))));
        html! {
            <div class="rows-of">
                <table>
                    <thead><tr>
                        { for fields.iter().map(heading) }
                        <th />
                    </tr></thead>
                    <tbody>{ for (0..rows).map(row) }</tbody>
                </table>
                <button type="button" onclick={add}>{ self.page.text.get("calculator-add") }</button>
            </div>
        }
    }
}

/// Whether a value of this type fits into a line as it is.
fn is_plain(ty: &Ty) -> bool {
    match ty {
        Ty::NullOr(inner) => is_plain(inner),
        ty => !matches!(
            ty,
            Ty::List(_)
                | Ty::Set(_)
                | Ty::Map(_)
                | Ty::IntMap(..)
                | Ty::Record(_)
                | Ty::Tagged(..)
                | Ty::Any
        ),
    }
}

/// The button that opens it, with the first rule of the system that is shown.
pub fn opener(page: &Page) -> Html {
    let system = page.session.base.config.system;
    let Some(call) = system.calls.first() else { return html! {} };
    let on = page.on.clone();
    let open = Callback::from(move |_: MouseEvent| {
        on.emit(Message::Calculator(call.id.into(), call.example.0.into()));
    });
    let shown = page.session.dialog == Some(Dialog::Calculator);
    html! {
        <button type="button" class="to-calculator" aria-pressed={shown.to_string()} onclick={open}>
            { page.text.get("calculator") }
        </button>
    }
}
