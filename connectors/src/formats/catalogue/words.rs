//! What a reader noticed, in a sentence for people. Lint in an ad has a code
//! and a place only, so that it stays small in the log.

/// What a code of lint means; the code itself when nobody wrote a sentence.
pub fn words(code: &str) -> String {
    let words = match code {
        "already_expired" => "its last moment has passed: it will not be published",
        "broken_cdata" => "a text was wrapped in what is no CDATA; it was unwrapped",
        "coordinates_unreadable" => "what is given is no point on earth; left out",
        "country_unknown" => "no country is known by this name or code; left out",
        "currency_unknown" => "no currency of ISO 4217; left out",
        "date_ambiguous" => "day or month first cannot be told; left out, see `day_first`",
        "date_unreadable" => "no date that could be read; left out",
        "email_unreadable" => "no e-mail address; left out",
        "employer_from_address" => "no employer is named; the board's own name stands for it",
        "employer_missing" => "no employer is named",
        "employment_unknown" => "words for the employment that mean nothing here; kept as text",
        "encoding_mended" => "the text is in another encoding than was declared",
        "html_mended" => "the HTML was escaped more than once; it was unescaped",
        "json_mended" => "what was no JSON as it stood (comments, line ends) was read as such",
        "no_apply_method" => "nobody can apply: no url, e-mail, address or instructions",
        "percent_unreadable" => "no percentage from 0 to 100; left out",
        "period_unknown" => "what the amount is for could not be told",
        "personal_left_out" => "personal data where none belongs; left out",
        "personal_number" => "a person's number in place of an organisation's; left out",
        "reversed_interval" => "the end is before the beginning; left out",
        "salary_unreadable" => "no amount could be read; the words are kept",
        "too_deep" => "nested too deep; left out",
        "unbound_prefix" => "a prefix that no namespace is bound to",
        "url_mended" => "an address without its scheme, or with blanks; mended",
        "url_unreadable" => "no absolute address of the web; left out",
        "wrong_type" => "a value of another type than belongs here; left out",
        other => other,
    };
    words.to_owned()
}
