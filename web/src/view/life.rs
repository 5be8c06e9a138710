//! The life of one write, from its call to its death, and what would have saved it.

use super::page::Page;
use crate::command::Command;
use crate::figures;
use crate::session::{Remedies, Remedy};
use election_core::effects::Outcome;
use election_core::life::{Fate, Life, Turn};
use yew::prelude::*;

/// The life line; of a lost write with the question what would have saved it.
pub fn life(page: &Page, life: &Life, remedies: Option<&Remedies>) -> Html {
    let op = life.op.id;
    let arguments = [("node", &*page.name(op.client())), ("op", &(op.nth() + 1).to_string())];
    let state = match (&life.op.done, life.is_lost(), life.holders.is_empty()) {
        (_, true, false) => "life-doomed",
        (_, true, true) => "life-lost",
        (Some((_, Outcome::Ok { .. })), ..) => "life-safe",
        (_, _, true) => "life-nowhere",
        _ => "life-unsure",
    };
    let holders: Vec<String> = life.holders.iter().map(|id| page.name(id)).collect();
    let says = page.text.with(state, &[("nodes", &holders.join(", "))]);
    html! {
        <section class="life">
            <h3>{ page.text.with("life-of", &arguments) }</h3>
            <p class={if life.is_lost() { "rule warn" } else { "rule" }}>{ says }</p>
            <ol class="rows">{ for life.turns.iter().map(|it| turn(page, it)) }</ol>
            if life.is_lost() { { saved_by(page, remedies) } }
        </section>
    }
}

fn turn(page: &Page, turn: &Turn) -> Html {
    let name = |id| page.name(id);
    let (key, node, epoch) = match turn.what {
        Fate::Asked(id) => ("life-asked", name(id), None),
        Fate::Held(id) => ("life-held", name(id), None),
        Fate::Acknowledged(id, epoch) => ("life-acknowledged", name(id), Some(epoch)),
        Fate::Answered(Outcome::Ok { .. }) => ("life-ok", String::new(), None),
        Fate::Answered(Outcome::Fail(_)) => ("life-failed", String::new(), None),
        Fate::Answered(Outcome::Unknown(_)) => ("life-unknown", String::new(), None),
        Fate::Dropped(id) => ("life-dropped", name(id), None),
        Fate::Overruled(id) => ("life-overruled", name(id), None),
        Fate::Rescued(id) => ("life-rescued", name(id), None),
        Fate::Gone => ("life-gone", String::new(), None),
    };
    let bad = matches!(turn.what, Fate::Dropped(_) | Fate::Overruled(_) | Fate::Gone);
    let error = match turn.what {
        Fate::Answered(Outcome::Fail(error) | Outcome::Unknown(error)) => error,
        _ => "",
    };
    let epoch = epoch.map_or_else(String::new, |epoch: i64| epoch.to_string());
    let says = page.text.with(key, &[("node", &node), ("epoch", &epoch), ("error", error)]);
    let later = turn.step > page.session.run.cluster().step_no();
    let class = match (bad, later) {
        (true, _) => "warn",
        (false, true) => "mut",
        (false, false) => "",
    };
    html! {
        <li class={class}>
            <button type="button" onclick={page.ask(Command::SeekStep(turn.step))}>
                <span class="at">{ figures::stamp(turn.at) }</span><span>{ says }</span>
            </button>
        </li>
    }
}

fn saved_by(page: &Page, remedies: Option<&Remedies>) -> Html {
    let Some(remedies) = remedies else {
        return html! {
            <p><button type="button" class="wide" onclick={page.ask(Command::Remedies)}>
                { page.text.get("life-ask-remedy") }
            </button></p>
        };
    };
    let (tried, of) = (remedies.tried.0.to_string(), remedies.tried.1.to_string());
    let count = [("tried", &*tried), ("of", &*of)];
    if remedies.is_open() {
        return html! { <p class="mut">{ page.text.with("life-trying", &count) }</p> };
    }
    let cut = match remedies.cut {
        true => html! { <p class="mut">{ page.text.with("life-cut", &count) }</p> },
        false => html! {},
    };
    if remedies.found.is_empty() {
        return html! { <><p class="else">{ page.text.get("life-no-remedy") }</p>{ cut }</> };
    }
    let row = |remedy: &Remedy| {
        let (lost, acknowledged) =
            (remedy.sum.lost.to_string(), remedy.sum.acknowledged.to_string());
        let says = [("lost", &*lost), ("acknowledged", &*acknowledged)];
        let value = super::settings::shown(&remedy.value);
        html! {
            <p class="else">
                <code>{ remedy.name }{ " " }{ value }</code>{ " " }
                { page.text.with("life-remedy", &says) }{ " " }
                <button type="button" class="what-if"
                        onclick={page.ask(Command::Compare(remedy.against.clone()))}>
                    { page.text.get("life-compare") }
                </button>
            </p>
        }
    };
    html! {
        <>
            <h3>{ page.text.get("life-saved-by") }</h3>
            { for remedies.found.iter().map(row) }
            { cut }
        </>
    }
}
