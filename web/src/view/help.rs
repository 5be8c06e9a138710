//! Gestures and keys.

use super::icon::Icon;
use super::page::Page;
use crate::command::Command;
use crate::keys;
use yew::prelude::*;

/// Keys that are not the deeds of [`keys::DEEDS`], with what they do.
const KEYS: [(&str, &str); 15] = [
    ("␣", "help-play"),
    ("← →", "help-step"),
    ("⇧← ⇧→", "help-leader"),
    ("D", "help-decision"),
    ("F", "help-fault"),
    ("V", "help-violation"),
    ("N", "help-nobody"),
    ("End", "help-live"),
    ("PgUp PgDn", "help-caption"),
    ("+ −", "help-speed"),
    ("Z ⇧Z 0", "help-zoom"),
    ("B", "help-form"),
    ("1 … 9", "help-select"),
    (",", "help-settings"),
    ("Esc", "help-escape"),
];

/// The help dialog.
pub fn help(page: &Page) -> Html {
    let row = |key: String, says: String| {
        html! { <tr><th scope="row"><kbd>{ key }</kbd></th><td>{ says }</td></tr> }
    };
    let deeds = keys::DEEDS.into_iter().flatten();
    let gestures = [
        "gesture-node",
        "gesture-menu",
        "gesture-link",
        "gesture-line",
        "gesture-more",
        "gesture-timeline",
    ];
    html! {
        <div class="over" role="dialog" aria-modal="true" aria-label={page.text.get("help")}>
            <div class="veil" onclick={page.ask(Command::Dialog(None))} />
            <section class="dialog help">
                <h2>{ page.text.get("help") }</h2>
                { page.tool(Icon::Cross, "close", "close", Command::Dialog(None)) }
                <ul>
                    { for gestures.iter().map(|key| html! { <li>{ page.text.get(key) }</li> }) }
                </ul>
                <table><tbody>
                    { for KEYS.iter().map(|(key, says)| row((*key).into(), page.text.get(says))) }
                    { for deeds.map(|(key, says)| row(key.to_string(), page.text.get(says))) }
                </tbody></table>
            </section>
        </div>
    }
}
