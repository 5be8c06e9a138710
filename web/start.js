// Loads the program that the address needs. `programs` names one for each system, and `all`, with
// every system in it; `cargo xtask build` writes it above. What names no system shows the first
// story there is (`front_page` in address.rs). If the program cannot be loaded, or ends without a
// word of its own (out of memory, out of stack), this says so: see also fallen.rs.
const FIRST = "zookeeper";

// Whether something waits that an earlier program left to one with every system (errand.rs).
function errand() {
    try {
        return sessionStorage.getItem("election-lab.errand") !== null;
    } catch {
        return false;
    }
}

function needed() {
    const names = location.hash.matchAll(/(?:^#\d+\/|^#rule\/|&vs=)([a-z]+)/g);
    const named = new Set([...names].map(found => found[1]).filter(name => name in programs));
    const from = new URLSearchParams(location.search).get("scenario");
    if (errand() || named.size > 1 || (from && named.size === 0)) return "all";
    return named.values().next().value ?? FIRST;
}

// The words in the visitor's language, as far as they can be had; in English otherwise.
const WORDS = {
    "fallen-title": "Something went wrong in this page",
    "fallen-advice": "Your run is not lost: its link reproduces what happened.",
    "fallen-load": "Election Lab could not be loaded",
    "fallen-load-advice": "Check the connection, then load the page again.",
    "fallen-wasm": "This browser cannot run Election Lab",
    "fallen-wasm-advice": "It needs WebAssembly.",
    "fallen-again": "Open this run again",
    "fallen-afresh": "Start from the beginning",
};

async function words() {
    let stored = null;
    try {
        stored = localStorage.getItem("election-lab.language");
    } catch { /* The browser keeps nothing. */ }
    const asked = new URLSearchParams(location.search).get("lang");
    const tag = [asked, stored, ...navigator.languages].find(tag => /^(en|zh)/i.test(tag ?? ""));
    const found = { ...WORDS };
    try {
        const file = `locales/${/^zh/i.test(tag ?? "") ? "zh-CN" : "en"}/page.ftl`;
        const answer = await fetch(file);
        const lines = answer.ok ? (await answer.text()).matchAll(/^(fallen-[\w-]+) = (.*)$/gm) : [];
        for (const [, key, says] of lines) found[key] = says;
    } catch { /* The words above will do. */ }
    return found;
}

function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
}

// Says what happened and shows ways to go on; `kind` is a key without `fallen-` and `-advice`.
async function fall(kind, why) {
    const says = await words();
    if (document.querySelector(".fallen")) return;
    const title = says[kind === "" ? "fallen-title" : `fallen-${kind}`];
    const advice = says[kind === "" ? "fallen-advice" : `fallen-${kind}-advice`];
    const frame = element("section", "", { class: "fallen", role: "alert" });
    const sheet = element("div", "");
    // A link that differs only in its fragment would not load the page again.
    const query = new URLSearchParams(location.search);
    query.has("again") ? query.delete("again") : query.set("again", "");
    sheet.append(
        element("h2", title), element("p", advice), element("pre", String(why)),
        element("a", says["fallen-again"], { href: `?${query}${location.hash}`, class: "again" }),
        element("a", says["fallen-afresh"], { href: `?${query}`, class: "afresh" }),
    );
    frame.append(sheet);
    document.body.append(frame);
}

// What the program could not say itself. Other scripts' errors are not this page's.
function heard(why) {
    const ours = why instanceof Error && /\.wasm|wasm-function/.test(String(why.stack));
    if (ours) fall("", why);
}
addEventListener("error", event => heard(event.error));
addEventListener("unhandledrejection", event => heard(event.reason));
// A program that has fallen must not be asked for anything any more.
for (const kind of ["keydown", "paste", "drop", "hashchange", "wheel"]) {
    addEventListener(kind, event => {
        if (document.querySelector(".fallen")) event.stopImmediatePropagation();
    }, true);
}

async function load() {
    if (typeof WebAssembly !== "object") return fall("wasm", navigator.userAgent);
    const name = programs[needed()] ?? programs.all;
    try {
        const file = `./${name}_bg.wasm`;
        const [bindings, code] = await Promise.all([import(`./${name}.js`), fetch(file)]);
        if (!code.ok) throw new Error(`${file}: HTTP ${code.status}`);
        await bindings.default({ module_or_path: code });
        window.wasmBindings = bindings;
    } catch (why) {
        fall(/wasm-function/.test(String(why?.stack)) ? "" : "load", why);
    }
}
await load();
