//! Plain text from HTML, and HTML from plain text.
//!
//! Text has one line a paragraph, `- ` before list items, an empty line
//! between blocks, and no wrapping. Reads tokens, not a tree: the cost grows
//! with the length alone, whatever the nesting.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Readable text of an HTML document; scripts, styles and tags are left out.
pub(super) fn from_html(html: &str) -> String {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    // The sink never asks for a pause, so that one call reads it all.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.lines.into_inner().finish()
}

/// HTML of a plain text: paragraphs, line breaks, lists.
pub(super) fn to_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8 + 16);
    let mut open = "";
    // A lone carriage return ends a line too.
    for line in text.lines().flat_map(|line| line.split('\r')).map(str::trim) {
        let item = list_item(line);
        let wanted = match (line.is_empty(), item) {
            (true, _) => "",
            (false, Some(_)) => "ul",
            (false, None) => "p",
        };
        if wanted == open && open == "p" {
            html.push_str("<br>");
        } else if wanted != open {
            push_tag(&mut html, "</", open);
            push_tag(&mut html, "<", wanted);
            open = wanted;
        }
        match item {
            Some(item) => {
                html.push_str("<li>");
                escape(item, &mut html);
                html.push_str("</li>");
            }
            None => escape(line, &mut html),
        }
    }
    push_tag(&mut html, "</", open);
    html
}

fn push_tag(html: &mut String, start: &str, name: &str) {
    if !name.is_empty() {
        html.push_str(start);
        html.push_str(name);
        html.push('>');
    }
}

/// What follows the bullet of a list item.
fn list_item(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['•', '·', '▪', '●', '◦', '‣', '*', '-', '–'])?;
    let item = rest.trim_start();
    // "-5 grader" and "*obligatoriskt" are no list items.
    (rest.len() > item.len() && !item.is_empty()).then_some(item)
}

/// Escapes as the sanitiser's serialiser does, so that its pass over the
/// result changes nothing.
fn escape(text: &str, html: &mut String) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '\u{a0}' => html.push_str("&nbsp;"),
            // HTML has no such character.
            '\0' => {}
            other => html.push(other),
        }
    }
}

/// White space, and control characters, which nobody reads.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || character.is_control()
}

#[derive(Default)]
struct Sink {
    lines: RefCell<Lines>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut lines = self.lines.borrow_mut();
        match token {
            Token::CharacterTokens(text) => lines.text(&text),
            Token::TagToken(tag) => return lines.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// The text so far. A line or paragraph end is remembered, and written only
/// when more text comes.
#[derive(Default)]
struct Lines {
    out: String,
    /// Line ends owed: 0, 1, or 2 for a new paragraph.
    owed: usize,
    /// A space is owed.
    space: bool,
    /// A list item has begun and has no text yet.
    bullet: bool,
    /// Inside an element whose text nobody reads.
    silent: bool,
    /// Inside `pre`: line ends count.
    preformatted: bool,
}

impl Lines {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let starts = tag.kind == TagKind::StartTag;
        match tag.name.as_ref() {
            "script" | "style" | "title" | "textarea" | "iframe" | "noframes" | "noembed" => {
                self.silent = starts;
                if starts {
                    return TokenSinkResult::RawData(RawKind::Rawtext);
                }
            }
            "br" => self.owed = (self.owed + 1).min(2),
            "li" | "dd" | "dt" => {
                self.owed = self.owed.max(1);
                self.bullet = starts && &*tag.name == "li";
            }
            "tr" | "div" | "caption" | "option" => self.owed = self.owed.max(1),
            "td" | "th" => self.space = true,
            "pre" => {
                self.preformatted = starts;
                self.owed = 2;
            }
            "p" | "ul" | "ol" | "dl" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
            | "blockquote" | "section" | "article" | "header" | "footer" | "main" | "aside"
            | "address" | "hr" | "form" | "fieldset" | "figure" => {
                // `<li><p>…</p></li>` is one item, not an item and a paragraph.
                let begins_item = self.bullet && starts;
                self.owed = if begins_item { self.owed } else { 2 };
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn text(&mut self, text: &str) {
        if self.silent {
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(is_blank).unwrap_or(rest.len());
            if end > 0 {
                self.settle();
                self.out.push_str(&rest[..end]);
            }
            let mut after = rest[end..].chars();
            match after.next() {
                Some('\n') if self.preformatted => self.owed = (self.owed + 1).min(2),
                Some(character) => self.space |= character.is_whitespace(),
                None => {}
            }
            rest = after.as_str();
        }
    }

    /// Writes what is owed before the next character.
    fn settle(&mut self) {
        if self.out.is_empty() {
            self.owed = 0;
            self.space = false;
        }
        if self.owed > 0 {
            self.out.push_str(&"\n\n"[..self.owed]);
        } else if self.space {
            self.out.push(' ');
        }
        if self.bullet {
            self.out.push_str("- ");
        }
        (self.owed, self.space, self.bullet) = (0, false, false);
    }

    fn finish(self) -> String {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::{from_html, to_html};

    #[track_caller]
    fn check(html: &str, text: &str) {
        assert_eq!(from_html(html), text);
    }

    #[track_caller]
    fn check_html(text: &str, html: &str) {
        assert_eq!(to_html(text), html);
    }

    #[test]
    fn paragraphs_are_lines() {
        check("<p>Ett  \n ord</p>\n<p>Två</p>", "Ett ord\n\nTvå");
        check("<div>Ett</div><div>Två<br>Tre</div>", "Ett\nTvå\nTre");
        check("<h3>Om</h3>Text<br/><br/>Mer", "Om\n\nText\n\nMer");
    }

    #[test]
    fn long_paragraphs_are_not_wrapped() {
        let long = "ord ".repeat(200);
        check(&format!("<p>{long}</p>"), long.trim());
    }

    #[test]
    fn lists_have_hyphens() {
        check(
            "<p>Krav:</p><ul><li>ett</li><li><p>två</p></li></ul>Slut",
            "Krav:\n\n- ett\n- två\n\nSlut",
        );
    }

    #[test]
    fn entities_are_characters() {
        check("<p>R&amp;D&nbsp;p&aring; &lt;5&gt;</p>", "R&D på <5>");
    }

    #[test]
    fn scripts_and_comments_are_silent() {
        check("a<script>if (a<b) x()</script><!-- c --><style>p{}</style>b", "ab");
    }

    #[test]
    fn table_cells_are_apart() {
        check(
            "<table><tr><td>Lön</td><td>30</td></tr><tr><td>Start</td></tr></table>",
            "Lön 30\nStart",
        );
    }

    #[test]
    fn plain_text_becomes_paragraphs_and_lists() {
        check_html("Ett\nTvå\n\nTre", "<p>Ett<br>Två</p><p>Tre</p>");
        check_html(
            "Krav:\n• ett\n- två\n\nSlut & <b>",
            "<p>Krav:</p><ul><li>ett</li><li>två</li></ul><p>Slut &amp; &lt;b&gt;</p>",
        );
        check_html("-5 grader\r\n*nytt", "<p>-5 grader<br>*nytt</p>");
        check_html("", "");
    }
}
