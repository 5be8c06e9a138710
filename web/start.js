// Loads the program that the address needs. `programs` names one for each system, and `all`, with
// every system in it; `cargo xtask build` writes it above. What names no system shows the first
// story there is (`front_page` in address.rs).
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

const name = programs[needed()] ?? programs.all;
const [bindings, code] = [import(`./${name}.js`), fetch(`./${name}_bg.wasm`)];
await (await bindings).default({ module_or_path: code });
window.wasmBindings = await bindings;
