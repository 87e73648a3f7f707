use super::{Safe, clean};

#[track_caller]
fn check(html: &str, safe: &str) {
    let first = clean(html, true);
    assert_eq!(first.html, safe);
    let again = clean(&first.html, !first.unescaped);
    assert_eq!(again, Safe { html: first.html, unescaped: false, simplified: false });
}

#[test]
fn structure_stays() {
    check("<p>Hej <b>du</b></p><ul><li>ett</li></ul>", "<p>Hej <b>du</b></p><ul><li>ett</li></ul>");
}

#[test]
fn scripts_styles_and_handlers_leave() {
    check("<p onclick='x()' style='top:0' class=a>Hej<script>x()</script></p>", "<p>Hej</p>");
    check("<style>p{}</style><p>Hej</p><iframe src=//x>t</iframe>", "<p>Hej</p>");
    check("<p><img src=x onerror=alert(1)>Hej</p>", "<p>Hej</p>");
    check("<svg><script>x</script></svg><p>Hej</p><math><mtext>x", "<p>Hej</p>");
}

#[test]
fn only_safe_links_stay() {
    let rel = "rel=\"noopener nofollow\"";
    check(
        "<a href='https://a.se' target=_blank>x</a>",
        &format!("<a href=\"https://a.se\" {rel}>x</a>"),
    );
    check("<a href='mailto:a@a.se'>x</a>", &format!("<a href=\"mailto:a@a.se\" {rel}>x</a>"));
    for bad in ["javascript:x()", "JaVaScRiPt:x()", "java\nscript:x", "data:text/html,x", "/x"] {
        check(&format!("<a href='{bad}'>x</a>"), &format!("<a {rel}>x</a>"));
    }
}

#[test]
fn escaped_documents_are_read_as_meant() {
    check("&lt;p&gt;Hej &amp;amp; h&amp;aring;&lt;/p&gt;", "<p>Hej &amp; hå</p>");
    check("&amp;lt;p&amp;gt;Hej&amp;lt;/p&amp;gt;", "<p>Hej</p>");
    check("&amp;amp;lt;p&amp;amp;gt;Hej&amp;amp;lt;/p&amp;amp;gt;", "<p>Hej</p>");
    check("<p>a&amp;#xa0;b&amp;nbsp;c</p>", "<p>a&nbsp;b&nbsp;c</p>");
    check("&lt;p&gt;Hej&lt;script&gt;x()&lt;/script&gt;&lt;/p&gt;", "<p>Hej</p>");
}

#[test]
fn escaped_four_times_is_left_as_text() {
    let html = "&amp;amp;amp;lt;p&amp;amp;amp;gt;Hej";
    assert_eq!(clean(html, true).html, "<p>&lt;p&gt;Hej</p>");
}

#[test]
fn an_escaped_sign_is_no_escaped_document() {
    check("<p>lön &lt; 5 &amp; mer</p>", "<p>lön &lt; 5 &amp; mer</p>");
    check("<p>R&amp;D; AT&amp;T</p>", "<p>R&amp;D; AT&amp;T</p>");
    check("<p>Skriv <code>&lt;div&gt;</code></p>", "<p>Skriv <code>&lt;div&gt;</code></p>");
}

#[test]
fn parts_that_removal_joins_are_unescaped_too() {
    check("<p>a&amp;<font>nbsp;</font>b</p>", "<p>a&nbsp;b</p>");
}

#[test]
fn text_without_elements_keeps_its_lines() {
    check(
        "Rad ett\nRad två\n\nNytt &amp; stycke",
        "<p>Rad ett<br>Rad två</p><p>Nytt &amp; stycke</p>",
    );
}

#[test]
fn hostile_html_is_cheap() {
    let long = 100_000;
    let cases = [
        "<div>".repeat(long),
        "<b>".repeat(long),
        "<table><tr><td>".repeat(long / 3),
        "<a href=x><p>".repeat(long / 2),
        format!("{}{}", "<b><i><u>".repeat(33), "<p>x".repeat(long)),
        format!("<p {}>", (0..long).map(|n| format!("a{n} ")).collect::<String>()),
        format!("<p a=\"{}", "<".repeat(long * 5)),
        format!("&{}lt;p&gt;", "amp;".repeat(long)),
        "&lt;".repeat(long),
        "&amp;".repeat(long),
        "<!--".repeat(long),
        "<![CDATA[".repeat(long),
        "</p>".repeat(long),
        "<svg><p>".repeat(long / 2),
        "<select><option>".repeat(long / 2),
        "<template>".repeat(long),
        "<form><button>".repeat(long / 2),
        "<ul><li>".repeat(45) + &"<li>x<p><br>".repeat(20_000),
    ];
    for html in cases {
        let started = std::time::Instant::now();
        let safe = clean(&html, true);
        let took = started.elapsed();
        let head: String = html.chars().take(20).collect();
        println!("{head:?}… {} bytes: {took:?}, {} bytes out", html.len(), safe.html.len());
        assert!(took.as_secs() < 5, "{head:?}… of {} bytes took {took:?}", html.len());
        assert!(safe.html.len() <= html.len() * 40 + 100);
    }
}
