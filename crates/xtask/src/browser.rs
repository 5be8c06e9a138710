//! Finds Chromium and its WebDriver, or installs them where that can be done unasked.

use crate::step::Step;
use election_e2e::Outcome;

const BY_HAND: &str = "\
The page tests need Chromium (or Chrome) and the ChromeDriver of the same version on PATH, and a
font with Chinese characters for the pictures:
  Debian:  apt-get install chromium chromium-driver fonts-noto-cjk
  Ubuntu:  snap install chromium (it brings chromium.chromedriver); apt-get install fonts-noto-cjk
  Fedora:  dnf install chromium chromedriver google-noto-sans-cjk-fonts
  macOS:   brew install --cask google-chrome chromedriver
$CHROMIUM and $CHROMEDRIVER name the two programs where they are called otherwise.";

/// Sees to a browser that the page tests can drive, and to a font with Chinese characters.
///
/// # Errors
/// If there is no browser and it cannot be installed: says what to install.
pub fn ensure() -> Outcome<()> {
    let complete = drivable() && reads_chinese();
    if !complete && answers("apt-get", "--version") && is_root() {
        install()?;
    }
    if !drivable() {
        return Err(BY_HAND.into());
    }
    if !reads_chinese() {
        println!("  No font has Chinese characters: pictures in zh-CN will show boxes.");
    }
    Ok(())
}

fn install() -> Outcome<()> {
    Step::new("install: package lists", "apt-get").words("update -q").advice(BY_HAND).run()?;
    Step::new("install: Chromium and a Chinese font (1 to 3 minutes)", "apt-get")
        .words("install -q -y --no-install-recommends chromium chromium-driver fonts-noto-cjk")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .advice(BY_HAND)
        .run()
}

fn drivable() -> bool {
    let driver = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
    let browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let browser = std::env::var_os("CHROMIUM").is_some()
        || cfg!(target_os = "macos")
        || browsers.iter().any(|name| answers(name, "--version"));
    browser && answers(&driver, "--version")
}

/// Whether text in Chinese can be drawn; yes where nobody can tell.
fn reads_chinese() -> bool {
    let fonts = Step::new("fonts with Chinese characters", "fc-list").arg(":lang=zh-cn").output();
    fonts.map_or(true, |list| !list.trim().is_empty())
}

fn answers(program: &str, argument: &str) -> bool {
    Step::new("is it there", program).arg(argument).succeeds()
}

fn is_root() -> bool {
    Step::new("who am I", "id").arg("-u").output().is_ok_and(|id| id.trim() == "0")
}
