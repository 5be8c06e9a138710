//! What leaves the page and what comes into it: files out and in again, and everything that can
//! be wrong with what comes from outside.

use crate::foreign;
use election_core::permalink::{Address, check_of};
use election_core::scenario::Scenario;
use election_core::sim::history::Run;
use election_core::words::Time;
use election_e2e::page::{Page, Visitor, visit};
use election_e2e::{Outcome, serve_dist};
use serde_json::{Value, json};

/// A Raft cluster whose leader was killed after three seconds.
const RUN: &str = "#1/raft/playground?do=1satc~kill~1!20000~kill~2&t=2z60w";

/// Collects saved files in the page instead of downloading them.
const COLLECT: &str = "window.saved = [];
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = blob => { window.saved.push(blob); return make(blob) };
    HTMLAnchorElement.prototype.click = function () { window.named = this.download };";

/// Presses a button of the dialog and returns the text it saves and under which name.
fn saved(page: &Page, css: &str) -> Outcome<(String, String)> {
    page.script("window.saved = []; window.named = undefined")?;
    page.click(css)?;
    page.until("a saved file", |page| Ok(page.script("return !!window.named")? == true))?;
    let script = "saved.at(-1).text().then(text => arguments[0]([named, text]))";
    let pair = page.script_later(script)?;
    let text = |place: usize| pair[place].as_str().unwrap_or_default().to_string();
    Ok((text(0), text(1)))
}

fn fragment(page: &Page) -> Outcome<String> {
    Ok(page
        .address()?
        .split_once('#')
        .map(|(_, fragment)| fragment.to_string())
        .unwrap_or_default())
}

/// The run stands at its place once its link carries the time that was asked for.
fn settled(page: &Page, time: &str) -> Outcome<()> {
    let wanted = format!("&t={time}&check=");
    page.until("the run at its time", |page| Ok(fragment(page)?.contains(&wanted)))
}

/// Drops a file of this text on the page.
pub fn drop_file(page: &Page, text: &str) -> Outcome<()> {
    let script = format!(
        "const gift = new DataTransfer();
         gift.items.add(new File([{}], 'x.json'));
         document.body.dispatchEvent(new DragEvent('drop',
             {{ dataTransfer: gift, bubbles: true, cancelable: true }}))",
        json!(text)
    );
    page.script(&script).map(drop)
}

fn paste(page: &Page, text: &str) -> Outcome<()> {
    let script = format!(
        "const gift = new DataTransfer();
         gift.setData('text/plain', {});
         document.body.dispatchEvent(new ClipboardEvent('paste',
             {{ clipboardData: gift, bubbles: true, cancelable: true }}))",
        json!(text)
    );
    page.script(&script).map(drop)
}

/// Chooses a file of this text with the dialog's button.
fn choose(page: &Page, text: &str) -> Outcome<()> {
    page.wait_for(".choose-file input")?;
    let script = format!(
        "const gift = new DataTransfer();
         gift.items.add(new File([{}], 'x.json'));
         const input = document.querySelector('.choose-file input');
         input.files = gift.files;
         input.dispatchEvent(new Event('change', {{ bubbles: true }}))",
        json!(text)
    );
    page.script(&script).map(drop)
}

/// The notice, waited for until it says this; then it is put away.
fn says(page: &Page, what: &str) -> Outcome<String> {
    let mut last = String::new();
    page.until(what, |page| {
        let script = "return document.querySelector('.notice')?.innerText ?? ''";
        last = page.script(script)?.as_str().unwrap_or_default().to_string();
        Ok(last.contains(what))
    })
    .map_err(|why| format!("{why}, but: {last}"))?;
    page.script("document.querySelector('.notice .close').click()")?;
    page.until("that the notice goes", |page| Ok(page.count(".notice")? == 0))?;
    Ok(last)
}

#[test]
fn a_run_leaves_as_files_and_comes_back_as_the_same_run() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{RUN}", server.address()), |page| {
        settled(page, "2z60w")?;
        page.script(COLLECT)?;
        page.click(".share")?;
        let (name, text) = saved(page, ".save-scenario")?;
        assert_eq!(name, "raft-playground.json");
        let file = Scenario::read(&serde_json::from_str(&text)?)?;
        let link = Address::parse(&fragment(page)?)?;
        let mut run = Run::new(file)?;
        run.seek(Time(5_000_000));
        assert_eq!(link.at, Time(5_000_000));
        assert_eq!(link.check, Some(check_of(run.cluster())), "the file is the same run");

        let (name, trace) = saved(page, ".save-trace")?;
        assert_eq!(name, "raft-playground-trace.ndjson");
        let lines: Vec<Value> =
            trace.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        let kills = lines.iter().filter(|line| line["event"] == "down").count();
        assert_eq!(kills, 2, "both deeds are in the trace");
        let hash = format!("{:016x}", run.cluster().hash());
        assert_eq!(lines.last().map(|line| &line["hash"]), Some(&json!(hash)));

        let (name, history) = saved(page, ".save-history")?;
        assert_eq!(name, "raft-playground-history.edn");
        assert!(history.lines().count() > 5 && history.contains(":type :invoke, :f :write"));

        // What left comes back: chosen, dropped and pasted.
        for bring in [choose, drop_file, paste] {
            bring(page, &text)?;
            page.until("that the link carries the file", |page| {
                Ok(fragment(page)?.contains("&file="))
            })?;
            page.open(&page.address()?)?;
            page.wait_for("[data-node]")?;
            assert_eq!(page.count(".notice")?, 0);
            page.click(".share")?;
            page.script(COLLECT)?;
            let (_, again) = saved(page, ".save-scenario")?;
            let plan = |text: &str| -> Outcome<Value> {
                Ok(serde_json::from_str::<Value>(text)?["plan"].clone())
            };
            assert_eq!(plan(&again)?, plan(&text)?, "the same plan");
        }
        Ok(())
    })
}

#[test]
fn stage_and_timeline_leave_as_pictures_that_stand_alone() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}?theme=dark{RUN}", server.address()), |page| {
        settled(page, "2z60w")?;
        page.script(COLLECT)?;
        page.click(".share")?;
        for (choice, word) in [(1, "stage"), (2, "timeline")] {
            page.click(&format!(".choice:has(+ .preview) button:nth-child({choice})"))?;
            let (name, svg) = saved(page, ".save-svg")?;
            assert_eq!(name, format!("raft-playground-{word}-5000ms.svg"));
            assert!(svg.contains("width=\"1920\" height=\"1080\""), "{svg}");
            for foreign in ["class=", "style=", "var(--", "light-dark", "oklab", "aria-", "data-"] {
                assert!(!svg.contains(foreign), "{foreign} in {svg}");
            }
            assert!(svg.contains("rgb(20, 23, 27)"), "the dark paper: {svg}");
            assert!(svg.contains("5.0000 s"), "the time line");
            page.script("window.saved = []; window.named = undefined")?;
            page.click(".save-png")?;
            page.until("a saved picture", |p| Ok(p.script("return !!window.named")? == true))?;
            let size = page.script_later(
                "createImageBitmap(saved.at(-1)).then(it => arguments[0]([it.width, it.height]))",
            )?;
            assert_eq!(size, json!([1920, 1080]));
        }
        Ok(())
    })
}

#[test]
fn what_is_wrong_with_a_file_is_said_and_the_run_stays() -> Outcome<()> {
    let server = serve_dist()?;
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/redis/split-brain.json");
    let story = std::fs::read_to_string(root)?;
    visit(&format!("{}{RUN}", server.address()), |page| {
        settled(page, "2z60w")?;
        let before = fragment(page)?;
        let version = story.replacen("\"version\": 1", "\"version\": 2", 1);
        let field = story.replacen("\"seed\"", "\"sead\"", 1);
        for (text, what) in [
            (&story[..story.len() / 2], "ends in the middle"),
            ("{\"name\": \"left-pad\", \"version\": \"1.3.0\"}", "no scenario of Election Lab"),
            ("what a day", "neither a scenario (JSON) nor a link"),
            ("{\"version\": 1, oh}", "neither a scenario (JSON) nor a link"),
            (&*version, "has version 2; this page reads version 1"),
            (&*field, "sead: unknown field; allowed: version"),
            (&"[".repeat(50_000), "nested more than 32 deep"),
            ("   ", "There was no text"),
        ] {
            drop_file(page, text)?;
            says(page, what)?;
            assert_eq!(fragment(page)?, before, "{what}: the run stays");
        }
        drop_file(page, &"x".repeat(1_000_001))?;
        says(page, "1001 KB; a scenario has at most 1000 KB")?;
        for (link, what) in [
            ("https://x.org/#3/raft/playground?t=0", "made by a later version"),
            ("1/raft/nothing?t=0", "link.story"),
            ("1/raft", "link.story"),
        ] {
            paste(page, link)?;
            says(page, what)?;
            assert_eq!(fragment(page)?, before, "{what}: the run stays");
        }
        // A whole link, pasted, is followed; one that lost its end says so.
        paste(page, &format!("{}#{before}", server.address()))?;
        settled(page, "2z60w")?;
        assert_eq!(page.count(".notice")?, 0);
        paste(page, &before[..before.len() - 3])?;
        says(page, "changed or cut off on its way").map(drop)
    })
}

#[test]
fn a_scenario_elsewhere_is_fetched_or_the_page_says_why_not() -> Outcome<()> {
    let server = serve_dist()?;
    let other = foreign::serve()?;
    let page = Page::new(Visitor::default())?;
    let open = |from: &str| page.open(&format!("{}?scenario={from}", server.address()));
    open(&format!("{other}/open.json"))?;
    page.until("the other host's scenario", |page| {
        Ok(fragment(page)?.starts_with("1/redis/split-brain?") && page.count(".notice")? == 0)
    })?;
    open("scenarios/raft/figure-8.json")?;
    page.until("the own host's scenario", |p| Ok(fragment(p)?.starts_with("1/raft/figure-8?")))?;
    for (from, what) in [
        (format!("{other}/missing.json"), "answered 404"),
        (format!("{other}/closed.json"), "does not allow other pages to read from it (CORS)"),
        ("http://127.0.0.1:9/x.json".into(), "cannot be reached"),
        (format!("{other}/page.html"), "neither a scenario (JSON)"),
        (format!("{other}/large.json"), "KB; a scenario has at most 1000 KB"),
        ("ftp://x.org/a.json".into(), "no address from which"),
        (format!("{other}/never.json"), "did not answer within 8 seconds"),
    ] {
        open(&from)?;
        says(&page, what)?;
        page.wait_for("[data-node]")?;
    }
    Ok(())
}

#[test]
fn a_browser_that_refuses_clipboard_and_storage_is_no_obstacle() -> Outcome<()> {
    let server = serve_dist()?;
    let page = Page::new(Visitor { language: "zh-CN", ..Visitor::default() })?;
    page.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": "Object.defineProperty(window, 'localStorage',
                { get() { throw new DOMException('no', 'SecurityError') } });
            if (navigator.clipboard) navigator.clipboard.writeText = text => window.refuse
                ? Promise.reject(new Error('no')) : (window.copied = text, Promise.resolve())" }),
    )?;
    page.open(&format!("{}{RUN}", server.address()))?;
    settled(&page, "2z60w")?;
    page.click(".theme")?;
    says(&page, "浏览器不允许本页记住这个选择")?;
    assert_eq!(page.attribute("html", "data-theme")?, "dark", "it holds all the same");

    page.click(".share")?;
    page.click(".copy-link")?;
    page.until("that it was copied", |p| Ok(p.text(".copied [role=status]")? == "已复制。"))?;
    let link = page.script("return window.copied")?;
    let expected = format!("{}#{}", server.address(), fragment(&page)?);
    assert_eq!(link, json!(expected));
    page.script("window.refuse = true")?;
    page.click(".copy-link")?;
    page.until("the way on", |p| Ok(p.text(".copied [role=status]")?.contains("Ctrl+C")))?;
    let selected = page.script(
        "const it = document.activeElement;
         return it.value.slice(it.selectionStart, it.selectionEnd)",
    )?;
    assert_eq!(selected, json!(expected), "the text is selected");
    assert_eq!(page.console_errors()?, Vec::<String>::new());
    Ok(())
}
