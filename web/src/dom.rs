//! What the page asks of the browser beside drawing: address, language, theme, clipboard,
//! storage, focus, sizes. Everything here may fail without harm, and then does nothing.

use crate::address::{Theme, Wanted};
use crate::form::Form;
use crate::locale::Language;
use gloo::utils::{document, document_element, window};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement, IntersectionObserver, ResizeObserver};

/// What the address bar asks for.
pub fn wanted() -> Wanted {
    let location = window().location();
    let (query, fragment) = (location.search(), location.hash());
    Wanted::read(&query.unwrap_or_default(), &fragment.unwrap_or_default())
}

/// Puts the run into the address bar, without a step in the browser's history.
pub fn show_fragment(fragment: &str) {
    // What no build would read is better not shown.
    if fragment.len() > election_core::permalink::LONGEST {
        return;
    }
    let hash = ["#", fragment].concat();
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&hash));
    }
}

/// The text of a field.
pub fn value_of(css: &str) -> String {
    let field = document().query_selector(css).ok().flatten();
    field.map(|field| field.unchecked_into::<HtmlTextAreaElement>().value()).unwrap_or_default()
}

/// The depth: as asked for, as chosen before, else the story. The embedded page has but one.
pub fn form(wanted: &Wanted) -> Form {
    let stored = || stored("view").and_then(|word| Form::from_word(&word));
    let form = wanted.form.or_else(stored).unwrap_or_default();
    if wanted.embed { Form::Story } else { form }
}

/// Remembers the depth and puts it into the address bar, so that a link opens at it.
pub fn keep_form(form: Form) {
    store("view", form.word());
    let location = window().location();
    let query = form.in_query(&location.search().unwrap_or_default());
    let address = [query, location.hash().unwrap_or_default()].concat();
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// Where in an element a place of the window is: 0 at its left edge, 1 at its right one. And its
/// width, in pixels.
pub fn part_of(css: &str, x: f64) -> Option<(f64, f64)> {
    let frame = document().query_selector(css).ok().flatten()?.get_bounding_client_rect();
    (frame.width() > 0.0).then(|| ((x - frame.left()) / frame.width(), frame.width()))
}

/// The language: as asked for, as chosen before, as the browser says, else English.
pub fn language(wanted: &Wanted) -> Language {
    let stored = stored("language").and_then(|tag| Language::from_tag(&tag));
    let spoken = || {
        let languages = window().navigator().languages();
        languages.iter().find_map(|tag| Language::from_tag(&tag.as_string()?))
    };
    wanted.language.or(stored).or_else(spoken).unwrap_or(Language::English)
}

/// Says which language the document is in.
pub fn show_language(language: Language, title: &str) {
    let _ = document_element().set_attribute("lang", language.tag());
    document().set_title(title);
}

/// The theme: as asked for, as chosen before; `None` leaves it to the browser.
pub fn theme(wanted: &Wanted) -> Option<Theme> {
    wanted.theme.or_else(|| stored("theme").and_then(|word| Theme::from_word(&word)))
}

/// Shows a theme.
pub fn show_theme(theme: Option<Theme>) {
    let _ = match theme {
        Some(theme) => document_element().set_attribute("data-theme", theme.word()),
        None => document_element().remove_attribute("data-theme"),
    };
}

/// The theme that is shown now.
pub fn theme_now(chosen: Option<Theme>) -> Theme {
    let dark = || prefers("(prefers-color-scheme: dark)");
    chosen.unwrap_or_else(|| if dark() { Theme::Dark } else { Theme::Light })
}

/// Whether the visitor asked their machine for less motion.
pub fn wants_stillness() -> bool {
    prefers("(prefers-reduced-motion: reduce)")
}

fn prefers(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Remembers a choice; false where the browser does not allow it.
pub fn store(name: &str, value: &str) -> bool {
    let storage = window().local_storage().ok().flatten();
    let key = ["election-lab.", name].concat();
    storage.is_some_and(|storage| storage.set_item(&key, value).is_ok())
}

fn stored(name: &str) -> Option<String> {
    let storage = window().local_storage().ok().flatten()?;
    storage.get_item(&["election-lab.", name].concat()).ok().flatten()
}

/// Copies a text; false if the browser does not let it.
pub async fn copy(text: String) -> bool {
    let clipboard = window().navigator().clipboard();
    // Without a secure context there is none.
    if clipboard.is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(&text)).await.is_ok()
}

/// Whether the focus is where typed characters belong.
pub fn is_typing() -> bool {
    let focused = document().active_element();
    focused.is_some_and(|e| matches!(e.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA"))
}

/// Whether the focus is on something that Space and Enter press.
pub fn is_on_button() -> bool {
    document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY")
            || element.get_attribute("role").as_deref() == Some("button")
    })
}

/// Moves the focus into what opens over the page, and back to where it was.
#[derive(Debug, Default)]
pub struct Focus {
    before: Vec<Option<HtmlElement>>,
    open: usize,
}

impl Focus {
    /// `open` tells which of the layers are open, `into` what takes the focus in each.
    pub fn follow(&mut self, into: &[&str], open: &[bool]) {
        let count = open.iter().filter(|open| **open).count();
        if count > self.open {
            self.before.push(document().active_element().map(JsCast::unchecked_into));
            let top = into.iter().zip(open).find(|(_, open)| **open);
            if let Some(element) = top.and_then(|(css, _)| query(css)) {
                let _ = element.focus();
            }
        } else if count < self.open
            && let Some(element) = self.before.pop().flatten()
        {
            let _ = element.focus();
        }
        self.open = count;
    }
}

/// Moves the focus to the next or previous button of the element that holds it.
pub fn focus_neighbour(forward: bool) {
    let Some(mut here) = document().active_element() else { return };
    while let Some(next) =
        if forward { here.next_element_sibling() } else { here.previous_element_sibling() }
    {
        if next.tag_name() == "BUTTON" {
            let _ = next.unchecked_into::<HtmlElement>().focus();
            return;
        }
        here = next;
    }
}

/// Puts a floating element at a place of the window, moved as far as it takes to fit in.
pub fn place(css: &str, (x, y): (f32, f32)) {
    let Some(element) = query(css) else { return };
    let size = |value: Result<JsValue, JsValue>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0) as f32
    };
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    let fit = |at: f32, own: i32, all: f32| at.min(all - own as f32 - 8.0).max(8.0);
    let left = fit(x, element.offset_width(), width);
    let top = fit(y, element.offset_height(), height);
    let style = element.style();
    let _ = style.set_property("left", &[&left.to_string(), "px"].concat());
    let _ = style.set_property("top", &[&top.to_string(), "px"].concat());
}

/// Where the upper left corner of an element is, in CSS pixels of the window.
pub fn corner_of(css: &str) -> Option<(f32, f32)> {
    let frame = query(css)?.get_bounding_client_rect();
    Some((frame.x() as f32, frame.y() as f32))
}

fn query(css: &str) -> Option<HtmlElement> {
    document().query_selector(css).ok().flatten().map(JsCast::unchecked_into)
}

/// Reports an element's size now and whenever it changes, as long as it is kept.
pub struct Sizes {
    observer: ResizeObserver,
    _report: Closure<dyn FnMut(js_sys::Array)>,
}

impl Sizes {
    /// Watches an element.
    pub fn watch(element: &Element, report: impl Fn(f32, f32) + 'static) -> Option<Sizes> {
        let heard = move |entries: js_sys::Array| {
            let Some(entry) = entries.iter().next_back() else { return };
            let frame = entry.unchecked_into::<web_sys::ResizeObserverEntry>().content_rect();
            report(frame.width() as f32, frame.height() as f32);
        };
        let report = Closure::<dyn FnMut(js_sys::Array)>::new(heard);
        let observer = ResizeObserver::new(report.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Sizes { observer, _report: report })
    }
}

impl Drop for Sizes {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Reports whether an element can be seen, as long as it is kept.
pub struct Sight {
    observer: IntersectionObserver,
    _report: Closure<dyn FnMut(js_sys::Array)>,
}

impl Sight {
    /// Watches an element.
    pub fn watch(element: &Element, report: impl Fn(bool) + 'static) -> Option<Sight> {
        let heard = move |entries: js_sys::Array| {
            let Some(entry) = entries.iter().next_back() else { return };
            report(entry.unchecked_into::<web_sys::IntersectionObserverEntry>().is_intersecting());
        };
        let report = Closure::<dyn FnMut(js_sys::Array)>::new(heard);
        let observer = IntersectionObserver::new(report.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Sight { observer, _report: report })
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
