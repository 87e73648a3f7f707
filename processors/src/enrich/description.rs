//! Descriptions: safe HTML wherever an ad carries HTML, plain text where it
//! has none, and HTML where it has only text. A partner's own plain text is
//! kept as it is.

use schemas::ad::{Ad, Severity};

use super::{html, note, plain_text};

/// Makes every description of the ad safe and complete.
pub(super) fn find(ad: &mut Ad) {
    for index in 0..ad.texts.len() {
        description(ad, index);
        for part in 0..ad.texts[index].sections.len() {
            let path = format!("/texts/{index}/sections/{part}/html");
            let given = std::mem::take(&mut ad.texts[index].sections[part].html);
            ad.texts[index].sections[part].html = safe(ad, &path, &given);
        }
    }
    if let Some(given) = ad.employer.description_html.take() {
        let html = safe(ad, "/employer/description_html", &given);
        ad.employer.description_html = (!html.is_empty()).then_some(html);
    }
    if let Some(given) = ad.advertiser.as_mut().and_then(|one| one.description_html.take()) {
        let html = safe(ad, "/advertiser/description_html", &given);
        if let Some(advertiser) = &mut ad.advertiser {
            advertiser.description_html = (!html.is_empty()).then_some(html);
        }
    }
    if let Some(given) = ad.apply.instructions_html.take() {
        let html = safe(ad, "/apply/instructions_html", &given);
        ad.apply.instructions_html = (!html.is_empty()).then_some(html);
    }
}

/// Makes the HTML safe, from the plain text when there is none, and the plain
/// text from the HTML when there is none.
fn description(ad: &mut Ad, index: usize) {
    let text = &mut ad.texts[index];
    let has_text = !text.description_text.trim().is_empty();
    let given = std::mem::take(&mut text.description_html);
    let path = format!("/texts/{index}/description_html");
    let html = if given.trim().is_empty() && has_text {
        let text = std::mem::take(&mut text.description_text);
        let html = noted(ad, &path, |may_unescape| html::of_text(&text, may_unescape));
        ad.texts[index].description_text = text;
        html
    } else {
        safe(ad, &path, &given)
    };
    let text = &mut ad.texts[index];
    if !has_text {
        text.description_text = plain_text::from_html(&html);
    }
    text.description_html = html;
}

/// Safe HTML for the field at `path`, with a lint for what was done to it.
fn safe(ad: &mut Ad, path: &str, given: &str) -> String {
    if given.trim().is_empty() {
        return String::new();
    }
    noted(ad, path, |may_unescape| html::clean(given, may_unescape))
}

/// What `make` makes, with lints for what it did. Unescaping happens once in
/// an ad's life, so that enriching again changes nothing.
fn noted(ad: &mut Ad, path: &str, make: impl FnOnce(bool) -> html::Safe) -> String {
    let safe = make(!note::has(ad, "html_unescaped", path));
    if safe.unescaped {
        note::noticed(ad, "html_unescaped", path, Severity::Info);
    }
    if safe.simplified {
        note::noticed(ad, "html_simplified", path, Severity::Warning);
    }
    safe.html
}
